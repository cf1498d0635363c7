// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.block.CorruptDataException;
import io.flinkhouse.clickhouse.codec.lz4.FrameReader;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the text of a server's error in the bytes of a response. A response in frames has it in a
 * frame of its own behind the rows that came before it:
 *
 * <pre>
 * \r\n__exception__\r\n
 * tag of the header X-ClickHouse-Exception-Tag\r\n
 * Code: …\n
 * length of the text, a space, the same tag\r\n__exception__\r\n
 * </pre>
 *
 * or only the text, if the status shows the failure too or the server is older than 25.11.
 */
final class ErrorText {

    private static final int MAX_PLAIN = 64 << 10;

    /** The maximum bytes of frames before the error. */
    private static final long MAX_FRAMES = 256L << 20;

    private static final String MARK = "\r\n__exception__\r\n";
    private static final Pattern BEGINNING = Pattern.compile("Code: \\d{1,5}\\. DB::");

    private ErrorText() {}

    /** Returns the text in the body of a response whose status or headers show the failure. */
    static String of(InputStream body) throws IOException {
        byte[] prefix = body.readNBytes(FrameReader.PREFIX);
        InputStream whole = new SequenceInputStream(new ByteArrayInputStream(prefix), body);
        return FrameReader.isPrefix(prefix)
                ? ofFrames(whole)
                : new String(whole.readNBytes(MAX_PLAIN), StandardCharsets.UTF_8);
    }

    /** Returns the text in the last frame, which may be the only one. */
    private static String ofFrames(InputStream frames) throws IOException {
        FrameReader reader = new FrameReader(frames);
        long read = 0;
        try {
            while (read < MAX_FRAMES && reader.next()) {
                read += reader.length();
            }
        } catch (CorruptDataException e) {
            throw new IOException(e);
        }
        return beginning(reader);
    }

    /** Returns the text if the frame begins with one, else an empty text. */
    static String beginning(FrameReader frame) {
        String text = text(frame.content(), 0, frame.length());
        return BEGINNING.matcher(text).lookingAt() ? text : "";
    }

    /**
     * Returns the text between the marks at the end of the frame, or an empty text if it does not
     * end with one. Only the server knows the tag, so no value of a row can look like it.
     */
    static String marked(FrameReader frame, String tag) {
        byte[] end = (" " + tag + MARK).getBytes(StandardCharsets.ISO_8859_1);
        int last = frame.length() - end.length;
        if (tag.isEmpty() || last < 0) {
            return "";
        }
        for (int i = 0; i < end.length; i++) {
            if (frame.content()[last + i] != end[i]) {
                return "";
            }
        }
        String text = text(frame.content(), Math.max(0, last - MAX_PLAIN), last);
        int begin = text.lastIndexOf(MARK + tag);
        Matcher found = BEGINNING.matcher(text);
        return found.find(Math.max(begin, 0)) ? text.substring(found.start()) : text;
    }

    private static String text(byte[] bytes, int from, int to) {
        int end = Math.min(to, from + MAX_PLAIN);
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }
}
