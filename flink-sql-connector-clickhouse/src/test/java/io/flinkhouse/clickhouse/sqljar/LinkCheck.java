// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sqljar;

import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.MultiANewArrayInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Finds linkage errors: references to classes, methods and fields that the class path lacks, and
 * abstract methods without an implementation.
 *
 * <p>Only references that the filter accepts are looked at, so that optional libraries may be left
 * out.
 */
final class LinkCheck {

    private static final Set<String> SIGNATURE_POLYMORPHIC =
            Set.of("java/lang/invoke/MethodHandle", "java/lang/invoke/VarHandle");

    private final ClassPath path;
    private final Predicate<String> wanted;
    private final Set<String> problems = new TreeSet<>();
    private ClassNode type;

    LinkCheck(ClassPath path, Predicate<String> wanted) {
        this.path = path;
        this.wanted = wanted;
    }

    Set<String> problems() {
        return problems;
    }

    /** Checks one class, which must be on the class path. */
    void check(String name) {
        type = path.find(name).orElseThrow();
        ClassPath.parents(type).forEach(this::type);
        type.fields.forEach(field -> types(Type.getType(field.desc)));
        for (MethodNode method : type.methods) {
            types(Type.getMethodType(method.desc));
            method.exceptions.forEach(this::type);
            method.tryCatchBlocks.stream()
                    .filter(block -> block.type != null)
                    .forEach(block -> type(block.type));
            method.instructions.forEach(this::instruction);
        }
        if ((type.access & Opcodes.ACC_ABSTRACT) == 0) {
            implementsWhatItInherits();
        }
    }

    private void instruction(AbstractInsnNode node) {
        if (node instanceof MethodInsnNode call) {
            method(call.owner, call.name, call.desc);
        } else if (node instanceof FieldInsnNode access) {
            field(access.owner, access.name, access.desc);
        } else if (node instanceof TypeInsnNode use) {
            types(Type.getObjectType(use.desc));
        } else if (node instanceof MultiANewArrayInsnNode use) {
            types(Type.getType(use.desc));
        } else if (node instanceof LdcInsnNode load) {
            constant(load.cst);
        } else if (node instanceof InvokeDynamicInsnNode lambda) {
            types(Type.getMethodType(lambda.desc));
            constant(lambda.bsm);
            for (Object argument : lambda.bsmArgs) {
                constant(argument);
            }
        }
    }

    private void constant(Object value) {
        if (value instanceof Type constant) {
            types(constant);
        } else if (value instanceof Handle handle && handle.getTag() <= Opcodes.H_PUTSTATIC) {
            field(handle.getOwner(), handle.getName(), handle.getDesc());
        } else if (value instanceof Handle handle) {
            method(handle.getOwner(), handle.getName(), handle.getDesc());
        }
    }

    private void types(Type used) {
        switch (used.getSort()) {
            case Type.ARRAY -> types(used.getElementType());
            case Type.OBJECT -> type(used.getInternalName());
            case Type.METHOD -> {
                types(used.getReturnType());
                for (Type argument : used.getArgumentTypes()) {
                    types(argument);
                }
            }
            default -> {}
        }
    }

    private void type(String name) {
        if (wanted.test(name) && path.find(name).isEmpty()) {
            problem("class " + name);
        }
    }

    private void method(String owner, String name, String desc) {
        types(Type.getMethodType(desc));
        types(Type.getObjectType(owner));
        boolean skipped =
                owner.startsWith("[")
                        || SIGNATURE_POLYMORPHIC.contains(owner)
                        || !wanted.test(owner)
                        || !isWhole(owner);
        if (!skipped
                && path.family(owner).stream()
                        .flatMap(member -> member.methods.stream())
                        .noneMatch(m -> m.name.equals(name) && m.desc.equals(desc))) {
            problem("method " + owner + "." + name + desc);
        }
    }

    private void field(String owner, String name, String desc) {
        types(Type.getType(desc));
        type(owner);
        if (wanted.test(owner)
                && isWhole(owner)
                && path.family(owner).stream()
                        .flatMap(member -> member.fields.stream())
                        .noneMatch(f -> f.name.equals(name) && f.desc.equals(desc))) {
            problem("field " + owner + "." + name);
        }
    }

    /** Returns whether all supertypes are known; missing ones are reported elsewhere. */
    private boolean isWhole(String name) {
        return path.find(name).isPresent()
                && path.family(name).stream()
                        .flatMap(ClassPath::parents)
                        .allMatch(parent -> path.find(parent).isPresent());
    }

    private void implementsWhatItInherits() {
        Set<ClassNode> family = path.family(type.name);
        for (ClassNode parent : family) {
            for (MethodNode method : parent.methods) {
                if (is(method, Opcodes.ACC_ABSTRACT)
                        && wanted.test(parent.name)
                        && family.stream().noneMatch(member -> implementsIt(member, method))) {
                    problem("implementation of " + parent.name + "." + method.name + method.desc);
                }
            }
        }
    }

    private static boolean implementsIt(ClassNode member, MethodNode wanted) {
        return member.methods.stream()
                .anyMatch(
                        method ->
                                method.name.equals(wanted.name)
                                        && method.desc.equals(wanted.desc)
                                        && !is(method, Opcodes.ACC_ABSTRACT)
                                        && !is(method, Opcodes.ACC_STATIC));
    }

    private static boolean is(MethodNode method, int flag) {
        return (method.access & flag) != 0;
    }

    private void problem(String what) {
        problems.add(type.name + " lacks " + what);
    }
}
