// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.procedure;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.catalog.GenericInMemoryCatalog;
import org.apache.flink.table.catalog.ObjectPath;
import org.apache.flink.table.catalog.exceptions.ProcedureNotExistException;
import org.apache.flink.table.procedures.Procedure;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A catalog {@code c} whose database {@code sys} has the procedures. */
public final class ProcedureCatalog extends GenericInMemoryCatalog {

    private static final String DATABASE = "sys";

    private final Procedures procedures;

    private ProcedureCatalog(ClickHouseDatabase db) {
        super("c", DATABASE);
        this.procedures = new Procedures(db.connection());
    }

    /** Runs a CALL, and returns its rows. */
    @SuppressWarnings("deprecation") // what replaces it needs a factory
    public static List<Row> call(TableEnvironment env, ClickHouseDatabase db, String statement)
            throws Exception {
        env.registerCatalog("c", new ProcedureCatalog(db));
        List<Row> rows = new ArrayList<>();
        try (CloseableIterator<Row> found = env.executeSql(statement).collect()) {
            found.forEachRemaining(rows::add);
        }
        return rows;
    }

    /** Runs a CALL, and returns some fields of its rows as text. */
    public static List<List<String>> texts(ClickHouseDatabase db, String procedure, int... fields)
            throws Exception {
        TableEnvironment env = TableEnvironment.create(new Configuration());
        return call(env, db, "CALL c.sys." + procedure).stream()
                .map(row -> Arrays.stream(fields).mapToObj(i -> "" + row.getField(i)).toList())
                .toList();
    }

    @Override
    public List<String> listProcedures(String database) {
        return procedures.names();
    }

    @Override
    public Procedure getProcedure(ObjectPath path) throws ProcedureNotExistException {
        return procedures
                .get(path.getObjectName())
                .orElseThrow(() -> new ProcedureNotExistException(getName(), path));
    }
}
