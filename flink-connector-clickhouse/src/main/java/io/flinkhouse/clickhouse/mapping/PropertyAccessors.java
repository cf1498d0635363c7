// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import java.lang.invoke.CallSite;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.function.Function;

/** Creates functions that read a property of a class as fast as compiled code. */
final class PropertyAccessors {

    private static final MethodType FACTORY = MethodType.methodType(Function.class);
    private static final MethodType ERASED = MethodType.methodType(Object.class, Object.class);

    private final Class<?> owner;
    private final MethodHandles.Lookup lookup;

    PropertyAccessors(Class<?> owner) {
        this.owner = owner;
        try {
            this.lookup = MethodHandles.privateLookupIn(owner, MethodHandles.lookup());
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException(
                    "Class "
                            + owner.getName()
                            + " is not accessible to this connector; open its package to it, or"
                            + " map it to rows with a function",
                    e);
        }
    }

    @SuppressWarnings("unchecked")
    Function<Object, Object> of(Method getter) {
        try {
            MethodHandle handle = lookup.unreflect(getter);
            MethodType boxed = MethodType.methodType(handle.type().wrap().returnType(), owner);
            CallSite site =
                    LambdaMetafactory.metafactory(lookup, "apply", FACTORY, ERASED, handle, boxed);
            return (Function<Object, Object>) site.getTarget().invoke();
        } catch (Throwable e) {
            throw unreadable(getter.getName(), e);
        }
    }

    Function<Object, Object> of(Field field) {
        MethodHandle handle;
        try {
            handle = lookup.unreflectGetter(field).asType(ERASED);
        } catch (IllegalAccessException e) {
            throw unreadable(field.getName(), e);
        }
        return bean -> read(handle, bean);
    }

    private static Object read(MethodHandle handle, Object bean) {
        try {
            return handle.invokeExact(bean);
        } catch (Throwable e) {
            throw new IllegalStateException(
                    "A property of "
                            + bean.getClass()
                            + " cannot be read: its getter throws an exception. Fix it, or map the"
                            + " class to rows with a function",
                    e);
        }
    }

    private IllegalArgumentException unreadable(String member, Throwable cause) {
        return new IllegalArgumentException(
                "'"
                        + member
                        + "' of class "
                        + owner.getName()
                        + " cannot be read; make it public, or map the class to rows with a function",
                cause);
    }
}
