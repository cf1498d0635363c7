// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.error;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class SuggestionTest {

    @Test
    void findsTheNameThatWasMeant() {
        List<String> names = List.of("user_id", "user_name", "created_at");
        assertThat(Suggestion.nearest("userid", names)).contains("user_id");
        assertThat(Suggestion.nearest("USER-ID", names)).contains("user_id");
        assertThat(Suggestion.nearest("usr_nme", names)).contains("user_name");
        assertThat(Suggestion.didYouMean("createdAt", names))
                .isEqualTo(" Did you mean 'created_at'?");
    }

    @Test
    void saysNothingRatherThanNonsense() {
        assertThat(Suggestion.nearest("price", List.of("user_id"))).isEmpty();
        assertThat(Suggestion.nearest("zz", List.of("id"))).isEmpty();
        assertThat(Suggestion.nearest("price", List.of())).isEmpty();
        assertThat(Suggestion.didYouMean("price", List.of("user_id"))).isEmpty();
    }
}
