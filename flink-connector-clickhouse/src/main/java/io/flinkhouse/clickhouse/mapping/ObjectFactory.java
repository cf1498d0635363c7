// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Creates records by their canonical constructor, and beans by their constructor without parameters
 * and their public fields or setters.
 */
final class ObjectFactory {

    /** A component of a record, or a field or setter of a bean. */
    record Component(String name, Type type) {}

    private static final MethodType SET =
            MethodType.methodType(void.class, Object.class, Object.class);

    private final Class<?> owner;
    private final List<Component> properties;
    private final MethodHandle constructor;
    private final MethodHandle[] setters;

    private ObjectFactory(
            Class<?> owner,
            List<Component> properties,
            MethodHandle constructor,
            MethodHandle[] setters) {
        this.owner = owner;
        this.properties = List.copyOf(properties);
        this.constructor = constructor;
        this.setters = setters;
    }

    static ObjectFactory of(Class<?> owner) {
        try {
            return owner.isRecord() ? ofRecord(owner) : ofBean(owner);
        } catch (IllegalAccessException | NoSuchMethodException e) {
            throw new IllegalArgumentException(
                    "Class "
                            + owner.getName()
                            + " cannot be created by this connector; make it a record, or give it a"
                            + " public constructor without parameters, and open its package",
                    e);
        }
    }

    private static ObjectFactory ofRecord(Class<?> owner)
            throws IllegalAccessException, NoSuchMethodException {
        RecordComponent[] components = owner.getRecordComponents();
        Constructor<?> canonical =
                owner.getDeclaredConstructor(
                        Arrays.stream(components)
                                .map(RecordComponent::getType)
                                .toArray(Class<?>[]::new));
        MethodHandle create =
                lookup(owner)
                        .unreflectConstructor(canonical)
                        .asSpreader(Object[].class, components.length)
                        .asType(MethodType.methodType(Object.class, Object[].class));
        return new ObjectFactory(
                owner,
                Arrays.stream(components)
                        .map(c -> new Component(c.getName(), c.getGenericType()))
                        .toList(),
                create,
                new MethodHandle[0]);
    }

    private static ObjectFactory ofBean(Class<?> owner)
            throws IllegalAccessException, NoSuchMethodException {
        MethodHandles.Lookup lookup = lookup(owner);
        Map<String, Component> properties = new LinkedHashMap<>();
        Map<String, MethodHandle> setters = new LinkedHashMap<>();
        for (Field field : owner.getFields()) {
            if ((field.getModifiers() & (Modifier.STATIC | Modifier.FINAL)) == 0) {
                properties.put(
                        field.getName(), new Component(field.getName(), field.getGenericType()));
                setters.put(field.getName(), lookup.unreflectSetter(field).asType(SET));
            }
        }
        for (Method method : owner.getMethods()) {
            String name = propertyName(method);
            if (!name.isEmpty()) {
                properties.put(name, new Component(name, method.getGenericParameterTypes()[0]));
                setters.put(name, lookup.unreflect(method).asType(SET));
            }
        }
        if (properties.isEmpty()) {
            throw new IllegalArgumentException(
                    "Class "
                            + owner.getName()
                            + " has neither record components nor public fields or setters; read"
                            + " rows, and map them with a function");
        }
        return new ObjectFactory(
                owner,
                new ArrayList<>(properties.values()),
                lookup.unreflectConstructor(owner.getConstructor())
                        .asType(MethodType.methodType(Object.class)),
                setters.values().toArray(MethodHandle[]::new));
    }

    private static MethodHandles.Lookup lookup(Class<?> owner) throws IllegalAccessException {
        return MethodHandles.privateLookupIn(owner, MethodHandles.lookup());
    }

    private static String propertyName(Method method) {
        String name = method.getName();
        boolean setter =
                name.startsWith("set")
                        && name.length() > "set".length()
                        && method.getParameterCount() == 1
                        && !method.isBridge()
                        && !Modifier.isStatic(method.getModifiers());
        if (!setter) {
            return "";
        }
        String property = name.substring("set".length());
        return property.substring(0, 1).toLowerCase(Locale.ROOT) + property.substring(1);
    }

    List<Component> properties() {
        return properties;
    }

    /**
     * Creates an object.
     *
     * @param values the values of the properties, in their order
     */
    Object create(Object[] values) {
        try {
            if (owner.isRecord()) {
                return constructor.invokeExact(values);
            }
            Object bean = constructor.invokeExact();
            for (int i = 0; i < values.length; i++) {
                setters[i].invokeExact(bean, values[i]);
            }
            return bean;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(
                    "Class "
                            + owner.getName()
                            + " refuses a row: its constructor or a setter throws an exception. Fix"
                            + " it, or read rows and map them with a function",
                    e);
        }
    }
}
