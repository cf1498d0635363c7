// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.demo;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import java.util.StringJoiner;

/**
 * GitHub-style events as JSON lines, the same for the same seed. Few repositories and people make
 * most of the noise, pushes are the most frequent kind, and times may be missing.
 */
final class GitHubEvents {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int REPOSITORIES = 20_000;
    private static final int PEOPLE = 50_000;
    private static final String[] LABELS = {
        "bug",
        "enhancement",
        "question",
        "documentation",
        "good first issue",
        "help wanted",
        "wontfix"
    };
    private static final String[] WORDS = {
        "Fix",
        "Add",
        "Remove",
        "race",
        "in",
        "the",
        "parser",
        "cache",
        "of",
        "broken",
        "build",
        "docs",
        "for",
        "\\\"quoted\\\"",
        "naïve",
        "日本語",
        "test",
        "when",
        "empty",
        "timeout"
    };

    private final Random random;
    private long number;

    GitHubEvents(long seed) {
        random = new Random(seed);
    }

    String next() {
        number++;
        Instant time = START.plusMillis(number * 37);
        Line line = new Line();
        line.text("file_time", time.truncatedTo(ChronoUnit.HOURS).toString());
        String kind = kind();
        line.text("event_type", kind);
        line.text("actor_login", person());
        line.text("repo_name", person() + "/repo-" + skewed(REPOSITORIES));
        line.text("created_at", time.truncatedTo(ChronoUnit.SECONDS).toString());
        switch (kind) {
            case "IssuesEvent", "IssueCommentEvent" -> issue(line, kind, time);
            case "PullRequestEvent", "PullRequestReviewEvent" -> pullRequest(line, time);
            case "CreateEvent", "DeleteEvent", "PushEvent" -> reference(line);
            default -> lists(line, 0);
        }
        return line.toString();
    }

    private String kind() {
        int percent = random.nextInt(100);
        if (percent < 50) {
            return "PushEvent";
        }
        if (percent < 62) {
            return "PullRequestEvent";
        }
        if (percent < 72) {
            return "WatchEvent";
        }
        if (percent < 80) {
            return "IssueCommentEvent";
        }
        if (percent < 86) {
            return "IssuesEvent";
        }
        return new String[] {"CreateEvent", "DeleteEvent", "ForkEvent", "PullRequestReviewEvent"}
                [percent % 4];
    }

    private void issue(Line line, String kind, Instant time) {
        boolean closed = random.nextInt(3) == 0;
        line.text("action", kind.equals("IssuesEvent") ? closed ? "closed" : "opened" : "created");
        line.number("comment_id", kind.equals("IssuesEvent") ? 0 : 1_000_000_000L + number);
        common(line, time, closed);
    }

    private void pullRequest(Line line, Instant time) {
        boolean closed = random.nextBoolean();
        line.text("action", closed ? "closed" : "opened");
        common(line, time, closed);
        if (closed && random.nextInt(4) > 0) {
            line.text("merged_at", after(time, 72));
            line.text("merge_commit_sha", sha());
            line.text("merged_by", person());
        }
        line.number("review_comments", random.nextInt(8));
    }

    private void common(Line line, Instant time, boolean closed) {
        line.text("updated_at", after(time, 24));
        line.text("creator_user_login", person());
        line.number("number", 1 + skewed(30_000));
        line.text("title", title());
        line.text("state", closed ? "closed" : "open");
        if (closed) {
            line.text("closed_at", after(time, 96));
        }
        if (random.nextInt(5) == 0) {
            line.text("assignee", person());
        }
        lists(line, 3);
    }

    private void reference(Line line) {
        boolean branch = random.nextInt(5) > 0;
        line.text("ref_type", branch ? "branch" : "tag");
        line.text("ref", branch ? "feature-" + skewed(500) : "v1." + skewed(100));
        lists(line, 0);
    }

    private void lists(Line line, int most) {
        line.list("labels", most == 0 ? new String[0] : some(most, LABELS));
        line.list("assignees", most == 0 ? new String[0] : people(random.nextInt(most)));
        line.list("requested_reviewers", most == 0 ? new String[0] : people(random.nextInt(most)));
    }

    private String[] some(int most, String... words) {
        String[] chosen = new String[random.nextInt(most)];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = words[skewed(words.length)];
        }
        return chosen;
    }

    private String[] people(int count) {
        String[] people = new String[count];
        for (int i = 0; i < count; i++) {
            people[i] = person();
        }
        return people;
    }

    private String title() {
        StringJoiner title = new StringJoiner(" ");
        for (int i = 3 + random.nextInt(6); i > 0; i--) {
            title.add(WORDS[random.nextInt(WORDS.length)]);
        }
        return title.toString();
    }

    private String after(Instant time, int hours) {
        return time.plusSeconds(1 + random.nextInt(hours * 3600))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
    }

    private String person() {
        int who = skewed(PEOPLE);
        return who % 97 == 0 ? "bot-" + who + "[bot]" : "user-" + who;
    }

    private String sha() {
        return "%016x%016x%08x".formatted(random.nextLong(), random.nextLong(), random.nextInt());
    }

    /** Small numbers are far more frequent than large ones. */
    private int skewed(int limit) {
        double uniform = random.nextDouble();
        return (int) (limit * uniform * uniform * uniform);
    }

    /** One JSON object; values hold nothing that needs escaping but what is escaped already. */
    private static final class Line {

        private final StringBuilder json = new StringBuilder(512).append('{');

        void text(String name, String value) {
            name(name).append('"').append(value).append('"');
        }

        void number(String name, long value) {
            name(name).append(value);
        }

        void list(String name, String... values) {
            name(name).append('[');
            for (int i = 0; i < values.length; i++) {
                json.append(i == 0 ? "\"" : ",\"").append(values[i]).append('"');
            }
            json.append(']');
        }

        @Override
        public String toString() {
            return json + "}";
        }

        private StringBuilder name(String name) {
            return json.append(json.length() == 1 ? "\"" : ",\"").append(name).append("\":");
        }
    }
}
