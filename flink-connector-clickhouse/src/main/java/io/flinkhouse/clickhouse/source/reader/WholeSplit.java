// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.reader;

import io.flinkhouse.clickhouse.config.ReadBuffer;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.source.split.ScanRequest;
import io.flinkhouse.clickhouse.source.split.TableSplit;

import org.apache.flink.annotation.Internal;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.table.data.RowData;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads all rows of a split before it hands over the first one, so that it can be read again. */
@Internal
public final class WholeSplit implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WholeSplit.class);

    private final ServerReads server;
    private final TableSplit split;
    private final SplitQuery query;

    /**
     * @param split a split that nobody has begun to read
     */
    public WholeSplit(ScanRequest request, TableSplit split) {
        this.server = new ServerReads(request, ReadBuffer.DEFAULT.directory(), new SimpleCounter());
        this.split = split;
        this.query = new SplitQuery(request.scan(), split);
    }

    /** Reads the rows once, block by block; a failure may be tried again as its kind says. */
    public List<List<RowData>> read() throws ClickHouseException {
        List<List<RowData>> blocks = new ArrayList<>();
        try (BlockReader response =
                new BlockReader(
                        server.open(parts -> query.from(null, parts), split), query.decoder())) {
            for (Optional<List<RowData>> block = response.next();
                    block.isPresent();
                    block = response.next()) {
                blocks.add(block.get());
            }
        } catch (ClickHouseException e) {
            throw e;
        } catch (IOException e) {
            LOG.debug("The end of a response cannot be closed", e);
        }
        return blocks;
    }

    @Override
    public void close() {
        server.close();
    }
}
