// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseOptions;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.ShowLogs;

import org.apache.flink.table.api.TableEnvironment;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that a table has the same rows for users whose profiles change results or formats. */
@ExtendWith({ShowLogs.class, MiniFlink.class})
@Timeout(120)
class ReadProfilesITCase {

    private static final Map<String, String> PROFILES = new LinkedHashMap<>();

    static {
        PROFILES.put(
                "formats",
                "output_format_native_encode_types_in_binary_format=1, "
                        + "output_format_native_write_json_as_string=1, "
                        + "output_format_native_use_flattened_dynamic_and_json_serialization=1, "
                        + "low_cardinality_allow_in_native_format=0, "
                        + "network_compression_method=ZSTD, "
                        + "output_format_compression_level=9, "
                        + "network_zstd_compression_level=1, max_block_size=1, "
                        + "preferred_block_size_bytes=1, max_threads=1, "
                        + "date_time_output_format=unix_timestamp, "
                        + "bool_true_representation=yes, "
                        + "format_tsv_null_representation=nothing, "
                        + "output_format_json_quote_64bit_integers=1, "
                        + "output_format_decimal_trailing_zeros=1, "
                        + "output_format_tsv_crlf_end_of_line=1, "
                        + "output_format_pretty_row_numbers=1, "
                        + "output_format_write_statistics=1, output_format_schema=x, "
                        + "interval_output_format=kusto, "
                        + "format_display_secrets_in_show_and_select=1, "
                        + "cast_ipv4_ipv6_default_on_conversion_error=1, "
                        + "date_time_input_format=best_effort, "
                        + "output_format_trim_fixed_string=1, enable_http_compression=1, "
                        + "http_zlib_compression_level=9, http_wait_end_of_query=1, "
                        + "http_response_buffer_size=10, send_progress_in_http_headers=1, "
                        + "http_headers_progress_interval_ms=1, add_http_cors_header=1, "
                        + "http_write_exception_in_output_format=1, "
                        + "http_response_headers={'x':'y'}, "
                        + "http_native_compression_disable_checksumming_on_decompress=1, "
                        + "cancel_http_readonly_queries_on_client_close=0, log_queries=0, "
                        + "send_logs_level=trace");
        PROFILES.put("zone", "session_timezone=America/New_York");
        PROFILES.put(
                "semantics",
                "join_use_nulls=1, transform_null_in=1, "
                        + "aggregate_functions_null_for_empty=1, "
                        + "empty_result_for_aggregation_by_empty_set=1, "
                        + "group_by_use_nulls=1, enable_positional_arguments=0, "
                        + "totals_mode=before_having, cast_keep_nullable=1, "
                        + "data_type_default_nullable=1, flatten_nested=0, extremes=1, "
                        + "final=1, optimize_if_chain_to_multiif=1, "
                        + "union_default_mode=DISTINCT, intersect_default_mode=DISTINCT, "
                        + "use_variant_as_common_type=1, "
                        + "short_circuit_function_evaluation=disable, "
                        + "compile_expressions=0, any_join_distinct_right_table_keys=1, "
                        + "asterisk_include_alias_columns=1, "
                        + "asterisk_include_materialized_columns=1, "
                        + "decimal_check_overflow=0, validate_polygons=0, "
                        + "allow_nonconst_timezone_arguments=1, describe_compact_output=1, "
                        + "describe_include_subcolumns=1, "
                        + "describe_include_virtual_columns=1, "
                        + "prefer_column_name_to_alias=1");
        PROFILES.put(
                "cut",
                "limit=3, offset=2, "
                        + "additional_table_filters={'default.t':'id > 5'}, "
                        + "additional_result_filter=0, allow_experimental_kusto_dialect=1, "
                        + "dialect=kusto");
        PROFILES.put(
                "optimized",
                "use_query_cache=1, query_cache_min_query_runs=0, "
                        + "query_cache_min_query_duration=0, "
                        + "query_cache_system_table_handling=save, "
                        + "query_cache_share_between_users=1, "
                        + "query_cache_nondeterministic_function_handling=save, "
                        + "query_cache_ttl=600, use_query_condition_cache=1, "
                        + "use_uncompressed_cache=1, enable_reads_from_query_cache=1, "
                        + "optimize_move_to_prewhere=1, "
                        + "optimize_move_to_prewhere_if_final=1, optimize_read_in_order=0, "
                        + "optimize_aggregation_in_order=1, "
                        + "optimize_trivial_count_query=0, optimize_distinct_in_order=0, "
                        + "optimize_skip_unused_shards=1, "
                        + "optimize_group_by_function_keys=0, "
                        + "optimize_functions_to_subcolumns=1, "
                        + "optimize_rewrite_sum_if_to_count_if=1, "
                        + "optimize_use_projections=0, "
                        + "optimize_use_implicit_projections=0, "
                        + "query_plan_enable_optimizations=0, "
                        + "enable_optimize_predicate_expression=0, "
                        + "allow_experimental_analyzer=1, use_skip_indexes=0, "
                        + "query_plan_optimize_lazy_materialization=1, "
                        + "do_not_merge_across_partitions_select_final=1, "
                        + "convert_query_to_cnf=1, "
                        + "optimize_min_equality_disjunction_chain_length=1, "
                        + "split_parts_ranges_into_intersecting_and_non_intersecting_final=0");
        PROFILES.put("old", "allow_experimental_analyzer=0");
        PROFILES.put(
                "limited",
                "max_result_rows=500, result_overflow_mode=throw, "
                        + "max_rows_to_group_by=5000, group_by_overflow_mode=any, "
                        + "max_bytes_before_external_group_by=1, "
                        + "max_bytes_before_external_sort=1, "
                        + "max_bytes_ratio_before_external_sort=0, "
                        + "min_bytes_to_use_direct_io=1, "
                        + "local_filesystem_read_method=pread");
        PROFILES.put("prql", "allow_experimental_prql_dialect=1, dialect=prql");
        PROFILES.put("by_date", "force_index_by_date=1");
    }

    /** Users whose jobs fail, and the text that says why. */
    private static final Map<String, String> REFUSED = Map.of("by_date", "'force_index_by_date'");

    private static final List<String> QUERIES =
            List.of(
                    "SELECT * FROM t WHERE id >= 3 AND (s = 's1' OR n IS NULL) AND e <> 'b'",
                    "SELECT 'all', COUNT(*), COUNT(n), SUM(n), MIN(id), CAST(MAX(s) AS STRING) FROM t"
                            + " UNION ALL SELECT s, COUNT(*), COUNT(n), SUM(n), MAX(id), MIN(s) FROM t"
                            + " GROUP BY s"
                            + " UNION ALL SELECT 'none', COUNT(*), COUNT(n), SUM(n), MAX(id), MIN(s) FROM"
                            + " t WHERE id < 0"
                            + " UNION ALL SELECT 'time', COUNT(*), COUNT(n), SUM(n), MAX(id), MIN(s) FROM"
                            + " t WHERE `at` = TIMESTAMP '2026-07-01 00:00:03'"
                            + " UNION ALL SELECT 'seven', COUNT(*), 0, 0, 0, '' FROM (SELECT id FROM t LIMIT 7)");

    /** The session's zone decides on the text of a time in JSON, as in ClickHouse's client. */
    private static final String IN_ZONE = "2025-12-31 19:00:00";

    private static final String IN_UTC = "2026-01-01 00:00:00";

    private static final String JOIN =
            "SELECT s.k, t.* FROM s JOIN t FOR SYSTEM_TIME AS OF s.p ON s.k = t.id";

    private static ClickHouseServer server;
    private static Map<String, List<String>> expected;

    @BeforeAll
    static void startServer() {
        ClickHouseOptions options = ClickHouseOptions.DEFAULT;
        for (Map.Entry<String, String> profile : PROFILES.entrySet()) {
            Map<String, String> settings = new LinkedHashMap<>();
            for (String setting : profile.getValue().split(", ")) {
                String[] sides = setting.split("=", 2);
                settings.put(sides[0], sides[1]);
            }
            options = options.user(profile.getKey(), settings);
        }
        server = ClickHouseServer.start(options);
        server.execute(
                "CREATE TABLE t (id Int64, n Nullable(Int32), s LowCardinality(String), l"
                        + " LowCardinality(Nullable(String)), d Decimal(12, 2), f Float64, at DateTime('UTC'),"
                        + " at64 DateTime64(3, 'UTC'), plain DateTime, day Date, e Enum8('a' = 1, 'b' = 2), b Bool,"
                        + " u UUID, x FixedString(3), arr Array(Nullable(Int32)), m Map(String, Int32),"
                        + " r Tuple(a Int32, b String), j JSON, ip IPv6) ENGINE = MergeTree PARTITION BY toYear(day) ORDER BY id"
                        + " SETTINGS index_granularity = 64, enable_block_number_column = 1");
        server.execute(
                "INSERT INTO t SELECT number, if(number % 5 = 0, NULL, number), 's' || number % 7,"
                        + " if(number % 3 = 0, NULL, 'l' || number % 4), number / 4, number / 3,"
                        + " toDateTime('2026-07-01 00:00:00', 'UTC') + number,"
                        + " toDateTime64('2026-07-01 00:00:00.125', 3, 'UTC') + number,"
                        + " toDateTime('2026-07-01 00:00:00') + number, toDate('2026-07-01') + number % 9,"
                        + " number % 2 + 1, number % 2, toUUID('00000000-0000-0000-0000-000000000001'),"
                        + " 'x' || number % 10, [number, NULL], map('k', number), (number, 't' || number % 3),"
                        + " '{\"a\": ' || number || ', \"f\": 1.5, \"s\": \"a/b\", \"d\": \"2026-01-01 00:00:00\"}', toIPv6('::1') FROM numbers(300)");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    static Set<String> users() {
        return PROFILES.keySet();
    }

    @ParameterizedTest
    @MethodSource("users")
    void aUserReadsTheSameRows(String user) {
        if (expected == null) {
            expected = read("default");
            assertThat(expected.toString()).doesNotContain("Exception");
        }
        Map<String, List<String>> found = read(user);
        for (Map.Entry<String, List<String>> query : expected.entrySet()) {
            List<String> rows =
                    found.get(query.getKey()).stream()
                            .map(row -> row.replace(IN_ZONE, IN_UTC))
                            .toList();
            if (REFUSED.containsKey(user)) {
                assertThat(rows).anyMatch(line -> line.contains(REFUSED.get(user)));
            } else {
                assertThat(rows).as(query.getKey()).isEqualTo(query.getValue());
            }
        }
    }

    /** Returns the rows of each query, or the error of the job. */
    private static Map<String, List<String>> read(String user) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        TableEnvironment batch = LookupJobs.batch();
        batch.executeSql(table(user).ddl("t"));
        QUERIES.forEach(query -> all.put(query, rows(batch, query)));
        TableEnvironment streaming = LookupJobs.streaming();
        streaming.executeSql(table(user).with("scan.split.size", "4 kb").ddl("t"));
        all.put("ordered", rows(streaming, "SELECT * FROM t"));
        LookupJobs.stream(streaming, "k", "(1), (5), (299), (300)");
        all.put("lookup", rows(streaming, JOIN));
        return all;
    }

    private static List<String> rows(TableEnvironment env, String query) {
        try {
            return LookupJobs.rows(env, query);
        } catch (RuntimeException e) {
            StringBuilder text = new StringBuilder();
            for (Throwable t = e; t != null; t = t.getCause()) {
                text.append(t.getMessage()).append('\n');
            }
            return List.of(text.toString());
        }
    }

    private static SqlTable table(String user) {
        return SqlTable.of(
                        server.url(),
                        "default",
                        "id BIGINT NOT NULL, n INT, s STRING NOT NULL, l STRING, d DECIMAL(12, 2) NOT"
                                + " NULL, f DOUBLE NOT NULL, `at` TIMESTAMP(0) NOT NULL, at64 TIMESTAMP(3) NOT NULL,"
                                + " plain TIMESTAMP_LTZ(0) NOT NULL, `day` DATE NOT NULL, e STRING NOT NULL, b BOOLEAN NOT NULL,"
                                + " u STRING NOT NULL, x STRING NOT NULL, arr ARRAY<INT> NOT NULL, m MAP<STRING NOT NULL, INT NOT NULL> NOT NULL,"
                                + " r ROW<a INT NOT NULL, b STRING NOT NULL> NOT NULL, j STRING NOT NULL, ip STRING NOT NULL")
                .with("username", user)
                .with("sink.retry.timeout", "0 s");
    }
}
