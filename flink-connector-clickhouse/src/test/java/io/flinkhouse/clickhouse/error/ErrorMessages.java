// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.error;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Finds the texts of errors and log lines in the sources of the connector. What the code inserts
 * into a text is in braces, as the expression that stands there.
 */
final class ErrorMessages extends TreePathScanner<Void, Void> {

    /** The use of texts that are returned, stored or handed on: parts of messages. */
    static final String PART = "part";

    private static final Set<String> LEVELS = Set.of("error", "warn", "info", "debug");

    /** Methods whose arguments are descriptions of options, and patterns. */
    private static final Set<String> NO_MESSAGES = Set.of("withDescription", "compile");

    /** Classes whose texts are tables of {@code docs/generated}. */
    private static final Set<String> DOCUMENTATION =
            Set.of(
                    "client.ClientOption",
                    "exactlyonce.commit.CommitMetric",
                    "metrics.FeedMetric",
                    "metrics.ScanMetric",
                    "metrics.SinkMetric",
                    "types.MappingTable",
                    "types.TypeTable");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{}|%[sd]");
    private static final Pattern PROSE =
            Pattern.compile("[a-z]{2,}'?[,;:.]? ['(]?(a )?[a-z]{2,}\\b");
    private static final Pattern SQL = Pattern.compile("SELECT .*(FROM|throwIf)|^[A-Z ]+'patch-'");

    /**
     * A text of the code.
     *
     * @param owner the class, with its package below the connector's
     * @param use the exception whose message it is, the level of the log, or {@link #PART}
     * @param text the text
     * @param holes the expressions that it inserts
     */
    record Message(String owner, String use, String text, List<String> holes) {

        @Override
        public String toString() {
            return use + ": " + text;
        }
    }

    private final SourcePositions positions;
    private final List<Message> found = new ArrayList<>();
    private CompilationUnitTree unit;
    private String source;
    private String owner;

    private ErrorMessages(JavacTask task) {
        positions = Trees.instance(task).getSourcePositions();
    }

    /** Returns the texts of all sources below a directory, ordered by class and place. */
    static List<Message> below(Path root) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> tree = Files.walk(root)) {
            List<Path> sources =
                    tree.filter(file -> file.toString().endsWith(".java"))
                            .filter(file -> !file.endsWith("package-info.java"))
                            .toList();
            JavacTask task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    files,
                                    null,
                                    List.of("-proc:none"),
                                    null,
                                    files.getJavaFileObjectsFromPaths(sources));
            ErrorMessages texts = new ErrorMessages(task);
            for (CompilationUnitTree unit : task.parse()) {
                texts.read(unit, root);
            }
            texts.found.sort(Comparator.comparing(Message::owner));
            return texts.found;
        }
    }

    private void read(CompilationUnitTree parsed, Path root) throws IOException {
        unit = parsed;
        source = parsed.getSourceFile().getCharContent(true).toString();
        String path = root.relativize(Path.of(parsed.getSourceFile().getName())).toString();
        owner = path.replace(".java", "").replace('/', '.');
        scan(parsed, null);
    }

    @Override
    public Void visitAnnotation(AnnotationTree tree, Void none) {
        return null;
    }

    @Override
    public Void visitLiteral(LiteralTree tree, Void none) {
        if (tree.getValue() instanceof String) {
            add(tree, List.of());
        }
        return null;
    }

    @Override
    public Void visitBinary(BinaryTree tree, Void none) {
        return isText(tree) ? add(tree, List.of()) : super.visitBinary(tree, none);
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree tree, Void none) {
        if (!(tree.getMethodSelect() instanceof MemberSelectTree method)) {
            return super.visitMethodInvocation(tree, none);
        }
        String name = method.getIdentifier().toString();
        if (NO_MESSAGES.contains(name)) {
            return scan(method.getExpression(), none);
        }
        if (name.equals("formatted") && isText(method.getExpression())) {
            return add(method.getExpression(), tree.getArguments());
        }
        if (isLog(tree)) {
            List<? extends ExpressionTree> arguments = tree.getArguments();
            return add(arguments.get(0), arguments.subList(1, arguments.size()));
        }
        return super.visitMethodInvocation(tree, none);
    }

    private Void add(ExpressionTree text, List<? extends ExpressionTree> arguments) {
        List<String> holes = new ArrayList<>();
        StringBuilder words = new StringBuilder();
        Deque<ExpressionTree> inserted = new ArrayDeque<>(arguments);
        StringBuilder shown = new StringBuilder(text(text, inserted, holes, words));
        inserted.forEach(cause -> shown.append(hole(cause, holes)));
        String use = use();
        boolean sentence = PROSE.matcher(words).find() && !SQL.matcher(shown).find();
        if (!use.equals(PART) || sentence && !DOCUMENTATION.contains(owner)) {
            found.add(new Message(owner, use, shown.toString().replace("\n", "\\n"), holes));
        }
        return null;
    }

    private String text(
            ExpressionTree tree,
            Deque<ExpressionTree> arguments,
            List<String> holes,
            StringBuilder words) {
        if (isText(tree) && tree instanceof BinaryTree sum) {
            return text(sum.getLeftOperand(), arguments, holes, words)
                    + text(sum.getRightOperand(), arguments, holes, words);
        }
        if (tree instanceof LiteralTree literal) {
            words.append(literal.getValue());
            return filled(String.valueOf(literal.getValue()), arguments, holes);
        }
        String hole = hole(tree, holes);
        words.append(tree instanceof ParenthesizedTree ? hole : " ");
        return hole;
    }

    private String filled(String text, Deque<ExpressionTree> arguments, List<String> holes) {
        Matcher places = PLACEHOLDER.matcher(text);
        StringBuilder shown = new StringBuilder();
        while (!arguments.isEmpty() && places.find()) {
            String hole = hole(arguments.pop(), holes);
            places.appendReplacement(shown, Matcher.quoteReplacement(hole));
        }
        return places.appendTail(shown).toString();
    }

    private String hole(ExpressionTree tree, List<String> holes) {
        String code = code(tree);
        holes.add(code);
        return "{" + code + "}";
    }

    private String code(Tree tree) {
        String code =
                source.substring(
                        (int) positions.getStartPosition(unit, tree),
                        (int) positions.getEndPosition(unit, tree));
        return code.replaceAll("\\s+", " ").replace("\" + \"", "").replaceAll("^\\((.*)\\)$", "$1");
    }

    /** Returns the use of the text at the current path. */
    private String use() {
        for (TreePath path = getCurrentPath(); path != null; path = path.getParentPath()) {
            Tree tree = path.getLeaf();
            if (tree instanceof NewClassTree made) {
                String name = made.getIdentifier().toString();
                return name.endsWith("Exception") || name.endsWith("Error") ? name : PART;
            }
            if (tree instanceof MethodInvocationTree call) {
                if (isLog(call)) {
                    return ((MemberSelectTree) call.getMethodSelect()).getIdentifier().toString();
                }
                if (!code(call.getMethodSelect()).endsWith(".formatted")) {
                    return PART;
                }
            } else if (!(tree instanceof ExpressionTree)) {
                return PART;
            }
        }
        return PART;
    }

    private static boolean isLog(MethodInvocationTree call) {
        return call.getMethodSelect() instanceof MemberSelectTree method
                && method.getExpression() instanceof IdentifierTree log
                && log.getName().contentEquals("LOG")
                && LEVELS.contains(method.getIdentifier().toString());
    }

    /** Returns whether an expression is a literal text, or a sum with one. */
    private static boolean isText(ExpressionTree tree) {
        if (tree instanceof BinaryTree sum && sum.getKind() == Tree.Kind.PLUS) {
            return isText(sum.getLeftOperand()) || isText(sum.getRightOperand());
        }
        return tree instanceof LiteralTree literal && literal.getValue() instanceof String;
    }
}
