// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.pushdown;

import org.apache.flink.table.functions.BuiltInFunctionDefinitions;
import org.apache.flink.table.functions.FunctionDefinition;

import java.util.Optional;
import java.util.stream.Stream;

/** The operators that compare two values. */
enum Comparison {
    EQUALS("=", BuiltInFunctionDefinitions.EQUALS),
    NOT_EQUALS("<>", BuiltInFunctionDefinitions.NOT_EQUALS),
    LESS("<", BuiltInFunctionDefinitions.LESS_THAN),
    LESS_OR_EQUAL("<=", BuiltInFunctionDefinitions.LESS_THAN_OR_EQUAL),
    GREATER(">", BuiltInFunctionDefinitions.GREATER_THAN),
    GREATER_OR_EQUAL(">=", BuiltInFunctionDefinitions.GREATER_THAN_OR_EQUAL);

    private final String symbol;
    private final FunctionDefinition function;

    Comparison(String symbol, FunctionDefinition function) {
        this.symbol = symbol;
        this.function = function;
    }

    static Optional<Comparison> of(FunctionDefinition function) {
        return Stream.of(values()).filter(one -> one.function.equals(function)).findFirst();
    }

    /** Returns the operator for exchanged operands. */
    Comparison mirrored() {
        return switch (this) {
            case EQUALS, NOT_EQUALS -> this;
            case LESS -> GREATER;
            case LESS_OR_EQUAL -> GREATER_OR_EQUAL;
            case GREATER -> LESS;
            case GREATER_OR_EQUAL -> LESS_OR_EQUAL;
        };
    }

    /** Returns the operator that gives the opposite for all numbers; empty for equality. */
    Optional<Comparison> negated() {
        return switch (this) {
            case EQUALS, NOT_EQUALS -> Optional.empty();
            case LESS -> Optional.of(GREATER_OR_EQUAL);
            case LESS_OR_EQUAL -> Optional.of(GREATER);
            case GREATER -> Optional.of(LESS_OR_EQUAL);
            case GREATER_OR_EQUAL -> Optional.of(LESS);
        };
    }

    /** Returns whether the operator compares by order and not only for equality. */
    boolean orders() {
        return this != EQUALS && this != NOT_EQUALS;
    }

    /** Returns whether the greatest values satisfy the operator. */
    boolean isGreater() {
        return this == GREATER || this == GREATER_OR_EQUAL;
    }

    String of(String left, String right) {
        return "(" + left + " " + symbol + " " + right + ")";
    }
}
