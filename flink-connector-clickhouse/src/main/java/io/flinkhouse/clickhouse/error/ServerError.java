// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.error;

import org.apache.flink.annotation.Internal;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import static io.flinkhouse.clickhouse.error.FailureKind.FAIL;
import static io.flinkhouse.clickhouse.error.FailureKind.REJECT;
import static io.flinkhouse.clickhouse.error.FailureKind.RETRY;

/**
 * Maps each error code of the server to its handling: retry, reject or fail.
 *
 * <p>A constant has the server's name of the code. A code that is not listed is retried: an
 * unneeded retry costs time, a missing one costs the job.
 */
@Internal
public enum ServerError {
    // The server, its disks or other servers are busy or broken; the statement is not the cause.
    UNEXPECTED_END_OF_FILE(3, RETRY),
    CANNOT_READ_ALL_DATA(33, RETRY),
    CHECKSUM_DOESNT_MATCH(40, RETRY),
    FILE_DOESNT_EXIST(107, RETRY),
    TIMEOUT_EXCEEDED(159, RETRY),
    TOO_SLOW(160, RETRY),
    QUOTA_EXCEEDED(201, RETRY),
    TOO_MANY_SIMULTANEOUS_QUERIES(202, RETRY),
    NO_FREE_CONNECTION(203, RETRY),
    SOCKET_TIMEOUT(209, RETRY),
    NETWORK_ERROR(210, RETRY),
    QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING(216, RETRY),
    NO_ZOOKEEPER(225, RETRY),
    ABORTED(236, RETRY),
    MEMORY_LIMIT_EXCEEDED(241, RETRY),
    TABLE_IS_READ_ONLY(242, RETRY),
    NOT_ENOUGH_SPACE(243, RETRY),
    /** Too many parts; the same code for too many partitions is a {@link FailureKind#FAIL}. */
    TOO_MANY_PARTS(252, RETRY),
    CANNOT_DECOMPRESS(271, RETRY),
    ALL_CONNECTION_TRIES_FAILED(279, RETRY),
    TOO_FEW_LIVE_REPLICAS(285, RETRY),
    UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE(286, RETRY),
    UNKNOWN_STATUS_OF_INSERT(319, RETRY),
    QUERY_WAS_CANCELLED(394, RETRY),
    SYSTEM_ERROR(425, RETRY),
    DEADLOCK_AVOIDED(473, RETRY),
    KEEPER_EXCEPTION(999, RETRY),
    POCO_EXCEPTION(1000, RETRY),
    STD_EXCEPTION(1001, RETRY),

    // The table will never accept the value or message.
    CANNOT_PARSE_TEXT(6, REJECT),
    CANNOT_PARSE_ESCAPE_SEQUENCE(25, REJECT),
    CANNOT_PARSE_QUOTED_STRING(26, REJECT),
    CANNOT_PARSE_INPUT_ASSERTION_FAILED(27, REJECT),
    CANNOT_PARSE_DATE(38, REJECT),
    CANNOT_PARSE_DATETIME(41, REJECT),
    ARGUMENT_OUT_OF_BOUND(69, REJECT),
    CANNOT_CONVERT_TYPE(70, REJECT),
    CANNOT_PARSE_NUMBER(72, REJECT),
    INCORRECT_DATA(117, REJECT),
    TOO_LARGE_ARRAY_SIZE(128, REJECT),
    CANNOT_READ_ARRAY_FROM_TEXT(130, REJECT),
    TOO_LARGE_STRING_SIZE(131, REJECT),
    ILLEGAL_DIVISION(153, REJECT),
    SIZES_OF_ARRAYS_DONT_MATCH(190, REJECT),
    VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE(321, REJECT),
    CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN(349, REJECT),
    CANNOT_PARSE_UUID(376, REJECT),
    FUNCTION_THROW_IF_VALUE_IS_NON_ZERO(395, REJECT),
    DECIMAL_OVERFLOW(407, REJECT),
    CANNOT_COMPILE_REGEXP(427, REJECT),
    CANNOT_PARSE_DOMAIN_VALUE_FROM_STRING(441, REJECT),
    CANNOT_PARSE_BOOL(467, REJECT),
    VIOLATED_CONSTRAINT(469, REJECT),
    UNEXPECTED_DATA_AFTER_PARSED_VALUE(632, REJECT),
    CANNOT_PARSE_IPV4(675, REJECT),
    CANNOT_PARSE_IPV6(676, REJECT),
    UNKNOWN_ELEMENT_OF_ENUM(691, REJECT),

    // The table, the statement, the settings or the grants are wrong.
    NO_SUCH_COLUMN_IN_TABLE(16, FAIL),
    NUMBER_OF_COLUMNS_DOESNT_MATCH(20, FAIL),
    BAD_ARGUMENTS(36, FAIL),
    ILLEGAL_TYPE_OF_ARGUMENT(43, FAIL),
    ILLEGAL_COLUMN(44, FAIL),
    UNKNOWN_FUNCTION(46, FAIL),
    UNKNOWN_IDENTIFIER(47, FAIL),
    NOT_IMPLEMENTED(48, FAIL),
    UNKNOWN_TYPE(50, FAIL),
    TYPE_MISMATCH(53, FAIL),
    TABLE_ALREADY_EXISTS(57, FAIL),
    UNKNOWN_TABLE(60, FAIL),
    SYNTAX_ERROR(62, FAIL),
    UNKNOWN_FORMAT(73, FAIL),
    UNKNOWN_DATABASE(81, FAIL),
    UNKNOWN_SETTING(115, FAIL),
    READONLY(164, FAIL),
    UNKNOWN_USER(192, FAIL),
    WRONG_PASSWORD(193, FAIL),
    REQUIRED_PASSWORD(194, FAIL),
    IP_ADDRESS_NOT_ALLOWED(195, FAIL),
    TABLE_IS_DROPPED(218, FAIL),
    QUERY_IS_TOO_LARGE(229, FAIL),
    DATABASE_ACCESS_DENIED(291, FAIL),
    SETTING_CONSTRAINT_VIOLATION(452, FAIL),
    ACCESS_DENIED(497, FAIL),
    UNKNOWN_ROLE(511, FAIL),
    AUTHENTICATION_FAILED(516, FAIL),

    // The same statement will always exceed a limit of the user.
    TOO_MANY_ROWS(158, FAIL),
    TOO_MANY_COLUMNS(161, FAIL),
    TOO_DEEP_SUBQUERIES(162, FAIL),
    TOO_MANY_TEMPORARY_COLUMNS(165, FAIL),
    TOO_MANY_TEMPORARY_NON_CONST_COLUMNS(166, FAIL),
    TOO_DEEP_AST(167, FAIL),
    TOO_BIG_AST(168, FAIL),
    SET_SIZE_LIMIT_EXCEEDED(191, FAIL),
    INDEX_NOT_USED(277, FAIL),
    TOO_DEEP_RECURSION(306, FAIL),
    TOO_MANY_BYTES(307, FAIL),
    TOO_MANY_ROWS_OR_BYTES(396, FAIL),
    TOO_MANY_PARTITIONS(565, FAIL),
    PROJECTION_NOT_USED(584, FAIL);

    private static final Map<Integer, ServerError> BY_CODE =
            Arrays.stream(values())
                    .collect(Collectors.toMap(ServerError::code, Function.identity()));

    private static final String SETTING =
            ". If an option 'settings.*' sets it, remove or change the option; else let this user"
                    + " change the setting, or give the job another user";

    /** The text that distinguishes two failures with the same code. */
    private static final String PARTITIONS = "Too many partitions";

    private final int code;
    private final FailureKind kind;

    ServerError(int code, FailureKind kind) {
        this.code = code;
        this.kind = kind;
    }

    public int code() {
        return code;
    }

    FailureKind kind() {
        return kind;
    }

    /** Returns the error with this code, if it is known. */
    public static Optional<ServerError> of(int code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }

    /**
     * Returns what to do about an error whose text does not say it, after the text and without a
     * full stop, as the server writes none; else an empty text.
     */
    static String advice(int code, String text) {
        ServerError error = BY_CODE.get(code);
        if (error == null) {
            return "";
        }
        return switch (error) {
            case UNKNOWN_USER, WRONG_PASSWORD, REQUIRED_PASSWORD, AUTHENTICATION_FAILED ->
                    ". Check 'username' and 'password'";
            case IP_ADDRESS_NOT_ALLOWED ->
                    ". Allow this user to connect from here, or give the job another user";
            case READONLY ->
                    text.contains("Cannot modify")
                            ? SETTING
                            : ". Give the job a user without 'readonly'";
            case SETTING_CONSTRAINT_VIOLATION -> SETTING;
            case QUOTA_EXCEEDED ->
                    ". Raise the quota of this user, or give the job a user without one";
            default -> "";
        };
    }

    /**
     * Returns the handling of an error.
     *
     * @param text the server's message, which is needed for codes that mean two failures
     */
    public static FailureKind kindOf(int code, String text) {
        ServerError error = BY_CODE.get(code);
        if (error == null) {
            return RETRY;
        }
        return error == TOO_MANY_PARTS && text.contains(PARTITIONS) ? FAIL : error.kind;
    }
}
