// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.error;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.IntStream;

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

    @Test
    void aNameOfOtherLettersIsNotMeant() {
        assertThat(Suggestion.nearest("m", List.of("a", "b"))).isEmpty();
        assertThat(Suggestion.nearest("k", List.of("v", "kk"))).isEmpty();
        assertThat(Suggestion.nearest("K", List.of("k", "v"))).contains("k");
        assertThat(Suggestion.nearest("-", List.of("a"))).isEmpty();
        assertThat(Suggestion.nearest("ab", List.of("xy", "ac"))).contains("ac");
    }

    @Test
    void aLongNameHasNoSuggestion() {
        String name = "x".repeat(100_000);
        assertThat(Suggestion.nearest(name, List.of(name + "y"))).isEmpty();
    }

    @Test
    void listsFiftyNames() {
        List<String> names = IntStream.range(0, 60).mapToObj(i -> "c" + i).toList();
        assertThat(Suggestion.list(names)).startsWith("c0, c1, ").endsWith(", c49 and 10 more");
        assertThat(Suggestion.list(names.subList(0, 3))).isEqualTo("c0, c1, c2");
    }
}
