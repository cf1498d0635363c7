// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sqljar;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the link check finds classes, methods and fields that were removed from a complete
 * class path.
 */
class LinkCheckTest {

    private static final String CALLER = Type.getInternalName(Caller.class);
    private static final String CALLED = Type.getInternalName(Called.class);
    private static final String CONTRACT = Type.getInternalName(Contract.class);

    private final ClassNode called = read(Called.class);
    private final ClassNode contract = read(Contract.class);
    private ClassPath path;

    @BeforeEach
    void completeClassPath() throws IOException {
        path = new ClassPath(List.of());
        path.put(read(Caller.class));
        path.put(called);
        path.put(contract);
    }

    @Test
    void findsNothingWhereNothingIsMissing() {
        assertThat(problems()).isEmpty();
    }

    @Test
    void findsAMissingClass() {
        path.remove(CALLED);
        assertThat(problems()).containsExactly(CALLER + " lacks class " + CALLED);
    }

    @Test
    void findsAMethodThatIsGone() {
        called.methods.removeIf(method -> method.name.equals("direct"));
        assertThat(problems()).containsExactly(CALLER + " lacks method " + CALLED + ".direct()V");
    }

    @Test
    void findsAMethodThatOnlyALambdaNames() {
        called.methods.removeIf(method -> method.name.equals("referenced"));
        assertThat(problems())
                .containsExactly(
                        CALLER + " lacks method " + CALLED + ".referenced()Ljava/lang/String;");
    }

    @Test
    void findsAMethodWhoseResultHasChanged() {
        called.methods.stream()
                .filter(method -> method.name.equals("direct"))
                .forEach(method -> method.desc = "()I");
        assertThat(problems()).containsExactly(CALLER + " lacks method " + CALLED + ".direct()V");
    }

    @Test
    void findsAFieldThatIsGone() {
        called.fields.clear();
        assertThat(problems()).containsExactly(CALLER + " lacks field " + CALLED + ".count");
    }

    @Test
    void findsAnAbstractMethodThatIsNew() {
        ClassNode stricter = read(StricterContract.class);
        stricter.name = CONTRACT;
        path.put(stricter);
        assertThat(problems())
                .containsExactly(CALLER + " lacks implementation of " + CONTRACT + ".added()V");
    }

    @Test
    void leavesOutWhatIsOptional() {
        path.remove(CALLED);
        LinkCheck check = new LinkCheck(path, name -> !name.equals(CALLED));
        check.check(CALLER);
        assertThat(check.problems()).isEmpty();
    }

    private Set<String> problems() {
        LinkCheck check = new LinkCheck(path, name -> true);
        check.check(CALLER);
        return check.problems();
    }

    private static ClassNode read(Class<?> type) {
        try {
            ClassNode node = new ClassNode();
            new ClassReader(type.getName()).accept(node, 0);
            return node;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    interface Contract {
        void kept();
    }

    interface StricterContract {
        void kept();

        void added();
    }

    static class Called {
        int count;

        void direct() {}

        String referenced() {
            return "";
        }
    }

    static class Caller implements Contract {
        @Override
        public void kept() {
            Called called = new Called();
            called.direct();
            Supplier<String> reference = called::referenced;
            called.count = reference.get().length();
        }
    }
}
