// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.api.StatementSet;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.ValidationException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Plans inserts into tables with nasty names and option values: each is planned and its rows read
 * back equal, or its error names the fault. {@code -Dplanning.fuzz.seed} repeats a run, {@code
 * -Dplanning.fuzz.cases} says how many statements are planned; a tenth of them is run.
 */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
@Timeout(value = 2, unit = TimeUnit.HOURS) // as long as the cases that are asked for take
class PlanningFuzzITCase {

    private static final long SEED = Long.getLong("planning.fuzz.seed", 20261127);
    private static final int CASES = Integer.getInteger("planning.fuzz.cases", 1000);
    private static final int CASES_PER_TABLE = 20;
    private static final int TABLES_PER_JOB = 10;
    private static final int ROWS = 3;

    private final Random random = new Random(SEED);
    private final NastyNames nasty = new NastyNames(random);
    private final List<String> wrong = new ArrayList<>();
    private final TableEnvironment env = SqlTable.inBatchMode();
    private final List<FuzzedTable> inserted = new ArrayList<>();
    private List<String> settings;
    private int planned;
    private int refused;

    private ClickHouseDatabase db;

    /** A table on the server, with names of columns that are its own. */
    private record FuzzedTable(String name, List<String> columns, List<List<String>> rows) {}

    @Test
    void whatIsPlannedArrivesAndWhatIsRefusedIsNamed(ClickHouseDatabase db) throws Exception {
        this.db = db;
        env.getConfig().set("parallelism.default", "1");
        System.out.println("PlanningFuzzITCase: -Dplanning.fuzz.seed=" + SEED);
        settings =
                db.query("SELECT name FROM system.settings").stream().map(r -> r.get(0)).toList();
        for (int i = 0; i < CASES / CASES_PER_TABLE; i++) {
            FuzzedTable table = create(nasty.table() + i);
            for (int j = 0; j < CASES_PER_TABLE; j++) {
                plan(table);
            }
            inserted.add(table);
            inserted.add(create(nasty.table() + "b" + i));
        }
        for (int i = 0; i < inserted.size(); i += TABLES_PER_JOB) {
            insert(inserted.subList(i, Math.min(inserted.size(), i + TABLES_PER_JOB)));
        }
        readBack();
        System.out.printf(
                "%d planned, %d refused, %d inserted%n", planned, refused, inserted.size());
        assertThat(wrong).as("seed %d", SEED).isEmpty();
        assertThat(planned).isPositive();
        assertThat(refused).isPositive();
    }

    private FuzzedTable create(String name) {
        Set<String> columns = new LinkedHashSet<>();
        int count = 1 + random.nextInt(4);
        while (columns.size() < count) {
            columns.add(nasty.column());
        }
        FuzzedTable table =
                new FuzzedTable(
                        name,
                        List.copyOf(columns),
                        IntStream.range(0, ROWS)
                                .mapToObj(i -> columns.stream().map(c -> nasty.text()).toList())
                                .toList());
        db.execute(
                "CREATE TABLE "
                        + quoted(name)
                        + table.columns.stream()
                                .map(column -> quoted(column) + " String")
                                .collect(Collectors.joining(", ", " (", ")"))
                        + " ENGINE = Memory");
        return table;
    }

    /** Plans an insert with one fault or with none. */
    private void plan(FuzzedTable table) {
        Map<String, String> options = options(table);
        List<String> columns = new ArrayList<>(table.columns);
        String changed =
                switch (random.nextInt(6)) {
                    case 0 -> setting(options);
                    case 1, 2 -> option(options);
                    case 3 -> column(columns);
                    case 4 -> unknownOption(options);
                    default -> "";
                };
        String what = shown(changed + " in " + options + " " + columns);
        try {
            declare("sink", options, columns);
            env.explainSql("INSERT INTO sink VALUES " + row(columns));
            planned++;
        } catch (Exception e) {
            refused++;
            checkRefusal(e, changed, what);
        } finally {
            env.executeSql("DROP TEMPORARY TABLE IF EXISTS sink");
        }
    }

    /** The message of the user's mistake, not of a broken check, has the name that was changed. */
    private void checkRefusal(Exception failure, String changed, String what) {
        boolean told =
                Stream.iterate((Throwable) failure, Objects::nonNull, Throwable::getCause)
                        .filter(cause -> cause.getCause() == null)
                        .allMatch(ValidationException.class::isInstance);
        if (changed.isEmpty() || !told || !all(failure).contains(changed)) {
            wrong.add(what + "\n   -> " + shown(all(failure)));
        }
    }

    private static String all(Throwable failure) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            text.append(cause.getMessage()).append('\n');
        }
        return text.toString();
    }

    private String setting(Map<String, String> options) {
        String name = settings.get(random.nextInt(settings.size()));
        options.put("settings." + name, nasty.value());
        return name;
    }

    private String option(Map<String, String> options) {
        List<ConfigOption<?>> all = new ArrayList<>(ClickHouseConnectorOptions.SINGLE);
        all.addAll(ClickHouseSinkOptions.ALL);
        String name = all.get(random.nextInt(all.size())).key();
        options.put(name, nasty.value());
        return name;
    }

    private String unknownOption(Map<String, String> options) {
        String name = random.nextBoolean() ? nasty.text() : "client." + nasty.text();
        options.put(name, nasty.value());
        return name;
    }

    private String column(List<String> columns) {
        String name = nasty.column();
        if (columns.contains(name)) {
            return "";
        }
        columns.set(random.nextInt(columns.size()), name);
        return name;
    }

    private Map<String, String> options(FuzzedTable table) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("connector", "clickhouse");
        options.put("url", db.url());
        options.put("username", db.username());
        options.put("password", db.password());
        options.put("database-name", db.name());
        options.put("table-name", table.name);
        return options;
    }

    private void declare(String name, Map<String, String> options, List<String> columns) {
        env.executeSql(
                "CREATE TEMPORARY TABLE "
                        + name
                        + columns.stream()
                                .map(column -> flinkName(column) + " STRING NOT NULL")
                                .collect(Collectors.joining(", ", " (", ")"))
                        + " WITH "
                        + options.entrySet().stream()
                                .map(o -> literal(o.getKey()) + " = " + literal(o.getValue()))
                                .collect(Collectors.joining(", ", "(", ")")));
    }

    private String row(List<String> values) {
        return values.stream().map(v -> literal(v)).collect(Collectors.joining(", ", "(", ")"));
    }

    private void insert(List<FuzzedTable> tables) throws Exception {
        StatementSet job = env.createStatementSet();
        for (int i = 0; i < tables.size(); i++) {
            FuzzedTable table = tables.get(i);
            declare("sink" + i, options(table), table.columns);
            job.addInsertSql(
                    "INSERT INTO sink"
                            + i
                            + " VALUES "
                            + table.rows.stream().map(this::row).collect(Collectors.joining(", ")));
        }
        job.execute().await();
        for (int i = 0; i < tables.size(); i++) {
            env.executeSql("DROP TEMPORARY TABLE sink" + i);
        }
    }

    private void readBack() throws Exception {
        Properties user = new Properties();
        user.setProperty("user", db.username());
        user.setProperty("password", db.password());
        String url = "jdbc:clickhouse:" + db.url() + "/" + db.name();
        try (Connection connection = DriverManager.getConnection(url, user);
                Statement statement = connection.createStatement()) {
            for (FuzzedTable table : inserted) {
                List<List<String>> found = new ArrayList<>();
                try (ResultSet rows =
                        statement.executeQuery("SELECT * FROM " + quoted(table.name))) {
                    while (rows.next()) {
                        List<String> row = new ArrayList<>();
                        for (int i = 1; i <= table.columns.size(); i++) {
                            row.add(rows.getString(i));
                        }
                        found.add(row);
                    }
                }
                if (!Set.copyOf(found).equals(Set.copyOf(table.rows)) || found.size() != ROWS) {
                    wrong.add(shown(table.rows + " came back as " + found));
                }
            }
        }
    }

    /** For the server, by the test's own rule. */
    private static String quoted(String name) {
        return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`";
    }

    private static String flinkName(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static String shown(String text) {
        return text.length() > 600 ? text.substring(0, 600) + "…" : text;
    }
}
