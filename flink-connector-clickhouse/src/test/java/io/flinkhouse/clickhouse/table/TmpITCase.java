package io.flinkhouse.clickhouse.table;
import io.flinkhouse.clickhouse.testutils.process.*;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import java.time.*;
import java.util.*;
@ExtendWith(ClickHouseExtension.class)
class TmpITCase {
  @Test void zones(ClickHouseDatabase db) {
    for (var r : db.query("SELECT time_zone FROM system.time_zones ORDER BY 1")) {
      String n = r.get(0);
      try { ZoneId.of(n); } catch (DateTimeException e) { System.out.println("LACKS " + n + " offsets " + db.query("SELECT DISTINCT timeZoneOffset(toDateTime64(d, 0, '" + n + "')) FROM (SELECT toDateTime64('1901-01-01 00:00:00', 0, 'UTC') + INTERVAL number * 90 DAY AS d FROM numbers(1600))")); }
    }
    for (String z : List.of("Asia/Tokyo","America/Chicago","UTC","Asia/Kolkata")) for (String t : List.of("1900-01-01 00:00:00","1899-12-31 23:59:59","2299-12-31 23:59:59","2300-01-01 00:00:00"))
      System.out.println(z+" "+t+" "+db.query("SELECT toInt64(toDateTime64('"+t+"',0,'"+z+"')), toString(toDateTime64('"+t+"',0,'"+z+"'))"));
    long t0=System.nanoTime();
    System.out.println(db.query("SELECT z, groupArray(timeZoneOffset(toTimeZone(d, 'Europe/Amsterdam'))) FROM (SELECT 'Europe/Amsterdam' AS z, fromUnixTimestamp64Milli(-2208988800000 + number * 15778800000, 'UTC') AS d FROM numbers(800)) GROUP BY z").toString().length()+" in "+(System.nanoTime()-t0)/1000000);
    db.execute("CREATE TABLE t (id Int32, n String, c String, CONSTRAINT pos CHECK id > 0 AND n != 'x') ENGINE=MergeTree ORDER BY id");
    db.execute("CREATE TABLE d (id UInt8) ENGINE=MergeTree ORDER BY id");
    db.execute("CREATE MATERIALIZED VIEW v TO d AS SELECT toUInt8(n) AS id FROM t");
    for (String q : List.of("INSERT INTO t VALUES (-5,'SECRET','zz')","INSERT INTO t VALUES (5,'SECRET','zz')","INSERT INTO t VALUES ('SECRET',1,2)",
      "INSERT INTO t FORMAT JSONEachRow {\"id\":\"SECRET\",\"n\":\"s\"}","INSERT INTO t FORMAT JSONEachRow {\"id\":1,\"SECRETKEY\":\"s\"}","INSERT INTO t FORMAT JSONEachRow {\"id\":1 SECRETKEY}","INSERT INTO t FORMAT CSV SECRET,1,2","INSERT INTO t FORMAT CSV 1,\"SEC",
      "INSERT INTO t FORMAT JSONEachRow {\"id\":SECRET",
      "ALTER TABLE t UPDATE n = 'SECRET' WHERE id = 'SECRET2'","DELETE FROM t WHERE id IN ('SECRET', '2') AND foo = 'SECRET2'","DELETE FROM t WHERE throwIf(id = 3 AND n = 'SECRET', 'my words')","UPDATE t SET n = 'SECRET' WHERE WHEREX 'SECRET'",
      "INSERT INTO t SELECT 1, toString(number), 'x' FROM numbers(3) WHERE throwIf(number = 2, 'my words') = 0", "INSERT INTO t SELECT toUUID('SECRET')", "SELECT dictGet('SECRET', 'x', 1)"))
      try { db.execute(q); System.out.println("OK " + q); } catch (Throwable e) { System.out.println("SAID " + q + "\n   => " + e.getMessage()); }
  }
}
