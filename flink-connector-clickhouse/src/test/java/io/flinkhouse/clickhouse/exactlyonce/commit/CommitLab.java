// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.block.BlockId;
import io.flinkhouse.clickhouse.block.BlockKind;
import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.block.Payload;
import io.flinkhouse.clickhouse.block.SealedColumn;
import io.flinkhouse.clickhouse.client.Bytes;
import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.config.InDoubtPolicy;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.deadletter.DeadLetterTable;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.DedupWindow;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.GuaranteeCheck;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.TableGuarantees;
import io.flinkhouse.clickhouse.exactlyonce.spool.BlockMetadata;
import io.flinkhouse.clickhouse.exactlyonce.spool.BlockOrigin;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.exactlyonce.spool.FenceSequence;
import io.flinkhouse.clickhouse.exactlyonce.spool.InsertTarget;
import io.flinkhouse.clickhouse.exactlyonce.spool.PayloadInfo;
import io.flinkhouse.clickhouse.exactlyonce.spool.PayloadLocation.Inline;
import io.flinkhouse.clickhouse.exactlyonce.spool.Spool;
import io.flinkhouse.clickhouse.passthrough.MessageBlockBuilder;
import io.flinkhouse.clickhouse.passthrough.MessageFormat;
import io.flinkhouse.clickhouse.rejection.BisectingHandler;
import io.flinkhouse.clickhouse.rejection.RefusedBlockHandler;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.schema.TableReader;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;

import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.table.data.GenericRowData;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Creates sealed blocks from the result of a query, and committers for them. */
public final class CommitLab {

    static final long EPOCH = 7;
    static final long ANOTHER_EPOCH = 6;
    private static final RetryConfig RETRY =
            new RetryConfig(Duration.ofSeconds(20), Duration.ofMillis(50), Duration.ofMillis(200));

    private final ClickHouseDatabase db;
    private String spoolPath;
    private final ConnectionConfig connection;
    private InDoubtPolicy policy = InDoubtPolicy.FAIL;
    private RetryConfig retry = RETRY;
    private CommitOrder order = CommitOrder.FREE;
    private RefusedBlockHandler refusedBlockHandler = RefusedBlockHandler.NONE;
    private final FenceSequence fences =
            new FenceSequence(System.nanoTime(), 0, System::currentTimeMillis);

    public CommitLab(ClickHouseDatabase db, Path directory) {
        this(db, directory, db.connection());
    }

    public CommitLab(ClickHouseDatabase db, Path directory, ConnectionConfig connection) {
        this.db = db;
        this.spoolPath = directory.toUri().toString();
        this.connection = connection;
    }

    CommitLab spoolAt(String url) {
        this.spoolPath = url;
        return this;
    }

    CommitLab policy(InDoubtPolicy inDoubt) {
        this.policy = inDoubt;
        return this;
    }

    CommitLab retry(Duration budget) {
        this.retry = new RetryConfig(budget, Duration.ofMillis(50), Duration.ofMillis(200));
        return this;
    }

    /** For a table of which the order of inserts decides what it holds. */
    CommitLab ordered() {
        this.order = client -> true;
        return this;
    }

    /** Refused rows go to a dead-letter table. */
    CommitLab letters(String table) {
        this.refusedBlockHandler =
                BisectingHandler.keeping(
                        new DeadLetterTable(path(table), ExactlyOnceConfig.DEFAULT_FENCE_COLUMN),
                        retry);
        return this;
    }

    CommitConfig config() {
        return new CommitConfig(
                connection,
                new ExactlyOnceConfig(
                        spoolPath,
                        ExactlyOnceConfig.DEFAULT_FENCE_COLUMN,
                        policy,
                        ExactlyOnceConfig.DEFAULT_RETENTION),
                retry,
                2,
                order,
                refusedBlockHandler);
    }

    Spool spool() {
        return new Spool(spoolPath);
    }

    BlockCommitter committer() {
        return new BlockCommitter(config(), EPOCH, new UnregisteredMetricsGroup());
    }

    public GuaranteeCheck.GrantedGuarantee check(String table) throws IOException {
        try (ClickHouseClient client = new ClickHouseClient(connection, 1)) {
            return GuaranteeCheck.check(
                    TableReader.noting(client, connection, path(table)),
                    connection,
                    config().exactlyOnce());
        }
    }

    public TablePath path(String table) {
        return new TablePath(db.name(), table);
    }

    /** A block to be described: the columns and the SELECT whose rows it holds. */
    Sealer block(String table, String columns, String select) {
        return new Sealer(table, columns, select);
    }

    /** A block of messages in the format JSONEachRow, in doubt. */
    Committable messages(String table, long secondsAgo, String... messages) throws IOException {
        MessageBlockBuilder encoder =
                new MessageBlockBuilder(
                        MessageFormat.of("JSONEachRow"), MessageBlockBuilder.Form.BYTES);
        for (String message : messages) {
            encoder.append(GenericRowData.of((Object) message.getBytes(StandardCharsets.UTF_8)));
        }
        EncodedBlock block = encoder.seal();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        block.withBoundaries().writeTo(bytes);
        long sealedAt = System.currentTimeMillis() - secondsAgo * 1000;
        PayloadInfo payload =
                new PayloadInfo(
                        block.kind(),
                        block.rows(),
                        bytes.size(),
                        Spool.checksum(block.withBoundaries()),
                        true,
                        block.boundaries().length);
        InsertTarget target =
                new InsertTarget(
                        path(table),
                        identity(table),
                        "INSERT INTO " + path(table) + " FORMAT JSONEachRow",
                        fences.next());
        return new Committable(
                new BlockMetadata(
                        BlockId.next(sealedAt),
                        new BlockOrigin("sink", ANOTHER_EPOCH, sealedAt),
                        target,
                        payload),
                new Inline(bytes.toByteArray()));
    }

    final class Sealer {
        private final String table;
        private final String columns;
        private final String select;
        private long epoch = EPOCH;
        private long ageSeconds;
        private boolean fenced;
        private boolean inline;

        private Sealer(String table, String columns, String select) {
            this.table = table;
            this.columns = columns;
            this.select = select;
        }

        Sealer fenced() {
            this.fenced = true;
            return this;
        }

        Sealer inline() {
            this.inline = true;
            return this;
        }

        Sealer inDoubt() {
            this.epoch = ANOTHER_EPOCH;
            return this;
        }

        Sealer sealedSecondsAgo(long seconds) {
            this.ageSeconds = seconds;
            return this;
        }

        Committable seal() throws Exception {
            long fence = fenced ? fences.next() : 0;
            String with =
                    fenced
                            ? ", toUInt64(" + Long.toUnsignedString(fence) + ") AS `_flink_block`"
                            : "";
            byte[] bytes = fetch("SELECT *" + with + " FROM (" + select + ") FORMAT Native");
            Payload payload = new Bytes(bytes);
            long rows =
                    Long.parseLong(db.query("SELECT count() FROM (" + select + ")").get(0).get(0));
            long sealedAt = System.currentTimeMillis() - ageSeconds * 1000;
            BlockMetadata block =
                    new BlockMetadata(
                            BlockId.next(sealedAt),
                            new BlockOrigin("sink", epoch, sealedAt),
                            InsertTarget.ofRows(
                                    path(table), identity(table), sealedColumns(), fence),
                            new PayloadInfo(
                                    BlockKind.ROWS,
                                    rows,
                                    bytes.length,
                                    Spool.checksum(payload),
                                    true,
                                    0));
            return new Committable(
                    block, inline ? new Inline(bytes) : spool().write(block, payload));
        }

        /** In the types that the SELECT has. */
        private List<SealedColumn> sealedColumns() {
            List<String> names = Arrays.stream(columns.split(",")).map(String::trim).toList();
            List<List<String>> types = db.query("DESCRIBE TABLE (" + select + ")");
            List<SealedColumn> all = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                all.add(new SealedColumn(names.get(i), types.get(i).get(1)));
            }
            if (fenced) {
                all.add(new SealedColumn(ExactlyOnceConfig.DEFAULT_FENCE_COLUMN, "UInt64"));
            }
            return all;
        }
    }

    /** As a writer keeps it. */
    private String identity(String table) throws IOException {
        try (ClickHouseClient client = new ClickHouseClient(db.connection(), 1)) {
            TableDescription described = TableDescription.of(client, path(table));
            return new TableGuarantees(described, DedupWindow.NONE, false, false, false, List.of())
                    .identity();
        }
    }

    /** As if the directory of the ledger were new. */
    void forgetLedger() throws Exception {
        try (Stream<Path> files = Files.walk(Path.of(URI.create(spoolPath)))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (file.toString().contains("/committed/")) {
                    Files.delete(file);
                }
            }
        }
    }

    private byte[] fetch(String sql) throws Exception {
        String query =
                "/?compress=1&max_query_size=10000000&max_block_size=1048449&database=" + db.name();
        HttpResponse<byte[]> answer =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create(db.url() + query))
                                        .header("X-ClickHouse-User", db.username())
                                        .header("X-ClickHouse-Key", db.password())
                                        .POST(HttpRequest.BodyPublishers.ofString(sql))
                                        .build(),
                                HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(new String(answer.body(), StandardCharsets.UTF_8));
        }
        return answer.body();
    }

    /**
     * A new committer, as after a restart, for one round; returns what was signalled as committed
     * before.
     */
    List<Committable> commit(Committable... due) throws IOException, InterruptedException {
        try (BlockCommitter committer = committer()) {
            return commit(committer, due);
        }
    }

    static List<Committable> commit(Committer<Committable> committer, Committable... due)
            throws IOException, InterruptedException {
        List<Committable> already = new ArrayList<>();
        committer.commit(
                Arrays.stream(due)
                        .map(
                                committable ->
                                        (Committer.CommitRequest<Committable>)
                                                new Request(committable, already))
                        .toList());
        return already;
    }

    /** Flink's side of the contract: what must never be called fails the test. */
    private record Request(Committable committable, List<Committable> already)
            implements Committer.CommitRequest<Committable> {
        @Override
        public Committable getCommittable() {
            return committable;
        }

        @Override
        public int getNumberOfRetries() {
            return 0;
        }

        @Override
        public void signalAlreadyCommitted() {
            already.add(committable);
        }

        @Override
        public void signalFailedWithKnownReason(Throwable t) {
            throw new AssertionError("drops the committable silently", t);
        }

        @Override
        public void signalFailedWithUnknownReason(Throwable t) {
            throw new AssertionError("is retried without delay", t);
        }

        @Override
        public void retryLater() {
            throw new AssertionError("is retried without delay");
        }

        @Override
        public void updateAndRetryLater(Committable updated) {
            throw new AssertionError("is retried without delay");
        }
    }
}
