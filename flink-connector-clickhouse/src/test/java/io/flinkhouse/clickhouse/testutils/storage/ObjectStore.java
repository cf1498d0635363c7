// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.storage;

import org.apache.flink.core.fs.BlockLocation;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * A bucket of an object store in the memory of this JVM, as a file system of Flink: objects appear
 * as a whole when they are closed, also after a failed write; there is no append, no rename, and no
 * directory without an object. Counts the requests that Hadoop's S3A would send, without those for
 * markers of directories.
 */
public final class ObjectStore extends FileSystem {

    private static final Map<String, ObjectStore> BUCKETS = new ConcurrentHashMap<>();
    private static final int DELETED_AT_ONCE = 1000;
    private static final int LISTED_AT_ONCE = 1000;

    private final URI uri;
    private final NavigableMap<String, StoredObject> objects = new ConcurrentSkipListMap<>();
    private final Requests requests = new Requests();
    private final FaultyRequests faults = new FaultyRequests();

    private ObjectStore(String name) {
        this.uri = URI.create("objects://" + name);
    }

    record StoredObject(byte[] bytes, long modified) {}

    /** Returns the bucket, empty if it is new; each test takes a name of its own. */
    public static ObjectStore bucket(String name) {
        return BUCKETS.computeIfAbsent(name, ObjectStore::new);
    }

    public String url() {
        return uri.toString();
    }

    public Requests requests() {
        return requests;
    }

    public FaultyRequests faults() {
        return faults;
    }

    /** Returns the keys of all objects. */
    public Set<String> keys() {
        Set<String> keys = new TreeSet<>();
        objects.keySet().forEach(keys::add); // others may change the objects meanwhile
        return keys;
    }

    /** Makes all objects so many milliseconds older. */
    public void age(long millis) {
        objects.replaceAll((key, o) -> new StoredObject(o.bytes(), o.modified() - millis));
    }

    /** Puts an object without a request. */
    public void put(String key, byte[] bytes) {
        objects.put(key, new StoredObject(bytes, System.currentTimeMillis()));
    }

    /** Removes an object without a request. */
    public void remove(String key) {
        objects.remove(key);
    }

    public byte[] get(String key) {
        return objects.get(key).bytes();
    }

    private static String key(Path path) {
        String key = path.toUri().getPath();
        return key.equals("/") ? "" : key;
    }

    private boolean isDirectory(String key) {
        String first = objects.ceilingKey(key + "/");
        return first != null && first.startsWith(key + "/");
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        requests.count(Requests.Kind.HEAD);
        StoredObject object = objects.get(key(path));
        if (object != null) {
            return new Status(path, object);
        }
        requests.count(Requests.Kind.LIST);
        if (isDirectory(key(path))) {
            return new Status(path, null);
        }
        throw new FileNotFoundException("No such object: " + path);
    }

    @Override
    public FSDataInputStream open(Path path) throws IOException {
        requests.count(Requests.Kind.GET);
        StoredObject object = objects.get(key(path));
        if (object == null) {
            throw new FileNotFoundException("No such object: " + path);
        }
        return new ObjectInput(object.bytes());
    }

    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
        return open(path);
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
        faults.beforeList(key(path));
        String prefix = key(path) + "/";
        Map<String, FileStatus> found = new TreeMap<>();
        for (Map.Entry<String, StoredObject> entry : objects.tailMap(prefix).entrySet()) {
            if (!entry.getKey().startsWith(prefix)) {
                break;
            }
            String name = entry.getKey().substring(prefix.length());
            int slash = name.indexOf('/');
            String child = slash < 0 ? name : name.substring(0, slash);
            found.putIfAbsent(
                    child, new Status(new Path(path, child), slash < 0 ? entry.getValue() : null));
        }
        for (int listed = 0; listed <= found.size(); listed += LISTED_AT_ONCE) {
            requests.count(Requests.Kind.LIST);
        }
        if (found.isEmpty()) {
            throw new FileNotFoundException("No such directory: " + path);
        }
        return found.values().toArray(new FileStatus[0]);
    }

    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
        faults.beforeDelete(key(path));
        String key = key(path);
        if (objects.remove(key) != null) {
            requests.count(Requests.Kind.DELETE);
            return true;
        }
        requests.count(Requests.Kind.LIST);
        List<String> below = new ArrayList<>(objects.subMap(key + "/", key + "0").keySet());
        if (!below.isEmpty() && !recursive) {
            throw new IOException("Directory is not empty: " + path);
        }
        for (int i = 0; i < below.size(); i += DELETED_AT_ONCE) {
            requests.count(Requests.Kind.DELETE);
        }
        below.forEach(objects::remove);
        return !below.isEmpty();
    }

    @Override
    public FSDataOutputStream create(Path path, WriteMode mode) throws IOException {
        if (mode == WriteMode.NO_OVERWRITE) {
            requests.count(Requests.Kind.HEAD);
            if (objects.containsKey(key(path))) {
                throw new IOException("File already exists: " + path);
            }
        }
        return new ObjectOutput(
                faults.bytesUntilFailure(key(path)),
                bytes -> {
                    requests.count(Requests.Kind.PUT);
                    put(key(path), bytes);
                });
    }

    @Override
    public boolean mkdirs(Path path) {
        return true;
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
        throw new IOException("An object store cannot rename");
    }

    @Override
    public Path getWorkingDirectory() {
        return new Path(uri);
    }

    @Override
    public Path getHomeDirectory() {
        return new Path(uri);
    }

    @Override
    public URI getUri() {
        return uri;
    }

    @Override
    public BlockLocation[] getFileBlockLocations(FileStatus file, long start, long length) {
        return new BlockLocation[0];
    }

    @Override
    public boolean isDistributedFS() {
        return true;
    }

    private record Status(Path path, StoredObject object) implements FileStatus {
        @Override
        public long getLen() {
            return object == null ? 0 : object.bytes().length;
        }

        @Override
        public long getBlockSize() {
            return getLen();
        }

        @Override
        public short getReplication() {
            return 1;
        }

        @Override
        public long getModificationTime() {
            return object == null ? 0 : object.modified();
        }

        @Override
        public long getAccessTime() {
            return 0;
        }

        @Override
        public boolean isDir() {
            return object == null;
        }

        @Override
        public Path getPath() {
            return path;
        }
    }
}
