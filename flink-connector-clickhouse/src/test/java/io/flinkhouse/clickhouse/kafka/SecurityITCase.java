// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.Certificates;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.KafkaBroker;

import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests that the options for a broker's security reach the consumer. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
class SecurityITCase {

    private static final String MODULES = "org.apache.kafka.common.security.";

    private final Topic topic = Topic.create(1).send("{\"id\":1}");
    private ClickHouseDatabase db;

    @BeforeAll
    static void createUser() throws Exception {
        for (ScramMechanism mechanism :
                List.of(ScramMechanism.SCRAM_SHA_256, ScramMechanism.SCRAM_SHA_512)) {
            ScramCredentialInfo info = new ScramCredentialInfo(mechanism, 4096);
            UserScramCredentialAlteration user =
                    new UserScramCredentialUpsertion(KafkaBroker.USER, info, Certificates.PASSWORD);
            Topic.admin().alterUserScramCredentials(List.of(user)).all().get();
        }
    }

    @BeforeEach
    void createTable(ClickHouseDatabase db) {
        this.db = db;
        db.execute("CREATE TABLE t (id Int64) ENGINE = MergeTree ORDER BY id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SCRAM-SHA-256", "SCRAM-SHA-512"})
    void scram(String mechanism) throws Exception {
        password(mechanism, "scram.ScramLoginModule", Certificates.PASSWORD).run();
        assertThat(db.query("SELECT id FROM t")).containsExactly(List.of("1"));
    }

    @Test
    void plain() throws Exception {
        password("PLAIN", "plain.PlainLoginModule", Certificates.PASSWORD).run();
        assertThat(db.query("SELECT id FROM t")).containsExactly(List.of("1"));
    }

    @Test
    void aWrongPasswordIsNotLetIn() {
        assertThatThrownBy(password("PLAIN", "plain.PlainLoginModule", "wrong")::run)
                .hasStackTraceContaining("SaslAuthenticationException");
    }

    @Test
    void certificatesOfBothSides() throws Exception {
        tls(Topic.broker().tlsServers(), "SSL")
                .with("properties.ssl.keystore.type", "PKCS12")
                .with("properties.ssl.keystore.location", "" + Topic.certificates().clientStore())
                .with("properties.ssl.keystore.password", Certificates.PASSWORD)
                .run();
        assertThat(db.query("SELECT id FROM t")).containsExactly(List.of("1"));
    }

    private Pipe password(String mechanism, String module, String password) {
        return tls(Topic.broker().saslServers(), "SASL_SSL")
                .with("properties.sasl.mechanism", mechanism)
                .with(
                        "properties.sasl.jaas.config",
                        "%s%s required username=\"%s\" password=\"%s\";"
                                .formatted(MODULES, module, KafkaBroker.USER, password));
    }

    private Pipe tls(String servers, String protocol) {
        return Pipe.of(db, topic, "id BIGINT NOT NULL")
                .with("properties.bootstrap.servers", servers)
                .with("properties.security.protocol", protocol)
                .with("properties.ssl.truststore.type", "PEM")
                .with("properties.ssl.truststore.location", "" + Topic.certificates().caPem());
    }
}
