// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.config.Secret;

import org.apache.flink.table.api.ValidationException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Reads a password from a file. */
final class PasswordFile {

    private PasswordFile() {}

    static Secret read(String path) {
        try {
            return new Secret(Files.readString(Path.of(path)).replaceFirst("\\R\\z", ""));
        } catch (IOException | InvalidPathException e) {
            throw new ValidationException(
                    "'password-file' is '"
                            + path
                            + "', which cannot be read here: "
                            + e.getClass().getSimpleName()
                            + ". Give a file of text on the machine that plans the"
                            + " statements, readable for the account of this process.");
        }
    }
}
