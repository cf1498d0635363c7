// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.storage;

import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;

import java.net.URI;

/** Makes {@code objects://<bucket>/…} a file system of Flink. */
public final class ObjectStoreFactory implements FileSystemFactory {

    @Override
    public String getScheme() {
        return "objects";
    }

    @Override
    public FileSystem create(URI uri) {
        return ObjectStore.bucket(uri.getAuthority());
    }
}
