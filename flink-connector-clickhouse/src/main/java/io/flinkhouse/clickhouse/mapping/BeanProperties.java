// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Finds the readable properties of a class in declaration order: the components of a record, or the
 * public fields and getters of a bean.
 */
final class BeanProperties {

    /** A property; its accessor is generated code, not reflection. */
    record Property(String name, Class<?> type, Function<Object, Object> accessor) {}

    private final Class<?> owner;
    private final Map<String, Property> byName;

    private BeanProperties(Class<?> owner, Map<String, Property> byName) {
        this.owner = owner;
        this.byName = byName;
    }

    static BeanProperties of(Class<?> owner) {
        Map<String, Property> found = owner.isRecord() ? components(owner) : beanProperties(owner);
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "Class "
                            + owner.getName()
                            + " has neither record components nor public fields or getters;"
                            + " map it to rows with a function");
        }
        return new BeanProperties(owner, found);
    }

    Iterable<Property> all() {
        return byName.values();
    }

    /** Returns the accessor of the property for a column; {@code user_id} also finds userId. */
    Function<Object, Object> accessor(String column, String place) {
        return byName.values().stream()
                .filter(p -> ColumnNames.plain(p.name()).equals(ColumnNames.plain(column)))
                .map(Property::accessor)
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "Class "
                                                + owner.getName()
                                                + " has no property '"
                                                + column
                                                + "', which "
                                                + place
                                                + " needs; add it, or map the class to rows with a"
                                                + " function"));
    }

    private static Map<String, Property> components(Class<?> owner) {
        Map<String, Property> found = new LinkedHashMap<>();
        PropertyAccessors accessors = new PropertyAccessors(owner);
        for (RecordComponent component : owner.getRecordComponents()) {
            found.put(
                    component.getName(),
                    new Property(
                            component.getName(),
                            component.getType(),
                            accessors.of(component.getAccessor())));
        }
        return found;
    }

    private static Map<String, Property> beanProperties(Class<?> owner) {
        Map<String, Property> found = new LinkedHashMap<>();
        PropertyAccessors accessors = new PropertyAccessors(owner);
        for (Field field : owner.getFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                found.put(
                        field.getName(),
                        new Property(field.getName(), field.getType(), accessors.of(field)));
            }
        }
        for (Method method : owner.getMethods()) {
            String name = propertyName(method);
            if (!name.isEmpty()) {
                found.put(name, new Property(name, method.getReturnType(), accessors.of(method)));
            }
        }
        return found;
    }

    private static String propertyName(Method method) {
        if (method.getParameterCount() > 0
                || method.isBridge()
                || Modifier.isStatic(method.getModifiers())
                || method.getDeclaringClass() == Object.class) {
            return "";
        }
        String name = method.getName();
        if (name.startsWith("get") && method.getReturnType() != void.class) {
            return decapitalised(name.substring("get".length()));
        }
        if (name.startsWith("is") && method.getReturnType() == boolean.class) {
            return decapitalised(name.substring("is".length()));
        }
        return "";
    }

    private static String decapitalised(String name) {
        return name.isEmpty() || !Character.isUpperCase(name.charAt(0))
                ? ""
                : name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }
}
