// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The events of one run of the model, as numbers: the given ones first, then 0, which stands for
 * "nothing goes wrong", at every further place where something could.
 */
final class Schedule {

    private final int[] given;
    private final int deviations;
    private final List<Integer> offered = new ArrayList<>();

    Schedule(int... given) {
        this.given = given;
        this.deviations = (int) Arrays.stream(given).filter(choice -> choice != 0).count();
    }

    /** Returns a number below {@code options}. */
    int choose(int options) {
        int place = offered.size();
        offered.add(options);
        int choice = place < given.length ? given[place] : 0;
        if (choice >= options) {
            throw new IllegalStateException(
                    "Choice " + place + " of " + this + " has " + options + " options in this run");
        }
        return choice;
    }

    /** Tells whether all given choices are made. */
    boolean isSpent() {
        return offered.size() >= given.length;
    }

    /** Returns how often something goes wrong. */
    int deviations() {
        return deviations;
    }

    /** Returns the schedules that are the same up to one place where nothing went wrong here. */
    List<Schedule> next() {
        List<Schedule> next = new ArrayList<>();
        for (int place = given.length; place < offered.size(); place++) {
            for (int choice = 1; choice < offered.get(place); choice++) {
                int[] choices = Arrays.copyOf(given, place + 1);
                choices[place] = choice;
                next.add(new Schedule(choices));
            }
        }
        return next;
    }

    @Override
    public String toString() {
        return Arrays.toString(given);
    }
}
