package org.mailback.web.mail;

import org.mailback.mailbox.MessageContent.Body;

/** The whole document around what a message says. */
final class BodyPage {

    static final String MEDIA_TYPE = "text/html;charset=utf-8";

    /** Mail is written for white paper, and its colours are kept; what we say ourselves follows the reader's theme. */
    private static final String PAPER = """
            :root { color-scheme: light; background: #fff; color: #1c1e21; }
            """;

    private static final String OWN = """
            :root { color-scheme: light dark; background: Canvas; color: CanvasText; }
            """;

    private static final String TYPOGRAPHY = """
            body { margin: 16px; font: 15px/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
            img { max-width: 100%; height: auto; }
            pre { white-space: pre-wrap; font-family: ui-monospace, monospace; font-size: 14px; }
            blockquote { margin: 8px 0; padding-left: 12px; border-left: 3px solid #c8ccd1; }
            .text { white-space: pre-wrap; }
            .note { margin-top: 24px; font-style: italic; }
            """;

    private BodyPage() {}

    static String of(Body body) {
        var rest = body.complete() ? "" : "<p class=\"note\">The message is longer than what is shown here.</p>";
        if (body.html() != null) {
            return document(PAPER, body.html() + rest);
        }
        if (body.text() != null && !body.text().isBlank()) {
            return document(PAPER, "<div class=\"text\">" + escaped(body.text()) + "</div>" + rest);
        }
        return notice("This message has no text.");
    }

    static String notice(String text) {
        return document(OWN, "<p>" + escaped(text) + "</p>");
    }

    private static String document(String colours, String content) {
        return """
                <!doctype html>
                <html><head><meta charset="utf-8"><title>Message</title>
                <meta name="viewport" content="width=device-width, initial-scale=1"><base target="_blank">
                <style>
                %s%s</style></head>
                <body>
                """.formatted(colours, TYPOGRAPHY) + content + "\n</body></html>\n";
    }

    private static String escaped(String text) {
        return text.replace("\u0000", "\uFFFD")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }
}
