package org.mailback.mailbox.mime;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.owasp.html.AttributePolicy;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.PolicyFactory;

/**
 * Makes a message's HTML harmless: text, tables, links and images stay; scripts, forms, frames, event handlers, style sheets,
 * ids and everything unknown go. Images from elsewhere are blocked until the reader asks for them, since they tell the sender
 * that the message was opened.
 */
public final class SafeHtml {

    private static final Pattern DATA_IMAGE =
            Pattern.compile("data:image/(png|gif|jpe?g|webp|bmp);base64,[A-Za-z0-9+/=\\s]*", Pattern.CASE_INSENSITIVE);
    private static final Pattern LINK =
            Pattern.compile("(https?:|mailto:|tel:).*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern REMOTE = Pattern.compile("https?://.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern SIZE = Pattern.compile("[0-9]{1,4}(%|px)?");
    private static final Pattern COLOUR = Pattern.compile("#?[A-Za-z0-9]{1,30}");
    private static final Pattern WORD = Pattern.compile("[A-Za-z-]{1,20}");

    private final boolean remoteImages;
    private final Function<String, @Nullable String> embedded;
    private final PolicyFactory policy;
    private boolean blocked;

    /**
     * @param remoteImages whether images may be loaded from elsewhere
     * @param embedded gives the address of the image with a Content-ID, null where there is none
     */
    public SafeHtml(boolean remoteImages, Function<String, @Nullable String> embedded) {
        this.remoteImages = remoteImages;
        this.embedded = embedded;
        this.policy = policy(this::image);
    }

    public String clean(String html) {
        return policy.sanitize(html);
    }

    /** Whether an image from elsewhere was left out. */
    public boolean blockedImages() {
        return blocked;
    }

    private @Nullable String image(String element, String attribute, String source) {
        var address = source.strip();
        if (address.toLowerCase(Locale.ROOT).startsWith("cid:")) {
            return embedded.apply(address.substring("cid:".length()));
        }
        if (DATA_IMAGE.matcher(address).matches()) {
            return address;
        }
        if (!REMOTE.matcher(address).matches()) {
            return null;
        }
        blocked |= !remoteImages;
        return remoteImages ? address : null;
    }

    /** Whatever a link says, pointing at it tells where it leads. */
    private static String withTarget(String element, List<String> attributes) {
        int href = attributes.indexOf("href");
        if (href >= 0) {
            attributes.add("title");
            attributes.add(Texts.printable(attributes.get(href + 1)));
        }
        return element;
    }

    private static PolicyFactory policy(AttributePolicy image) {
        return new HtmlPolicyBuilder()
                .allowElements(SafeHtml::withTarget, "a")
                .allowElements(
                        "abbr",
                        "address",
                        "article",
                        "b",
                        "big",
                        "blockquote",
                        "br",
                        "caption",
                        "center",
                        "cite",
                        "code",
                        "col",
                        "colgroup",
                        "dd",
                        "del",
                        "dfn",
                        "div",
                        "dl",
                        "dt",
                        "em",
                        "figcaption",
                        "figure",
                        "font",
                        "footer",
                        "h1",
                        "h2",
                        "h3",
                        "h4",
                        "h5",
                        "h6",
                        "header",
                        "hr",
                        "i",
                        "img",
                        "ins",
                        "kbd",
                        "li",
                        "main",
                        "ol",
                        "p",
                        "pre",
                        "q",
                        "s",
                        "samp",
                        "section",
                        "small",
                        "span",
                        "strike",
                        "strong",
                        "sub",
                        "sup",
                        "table",
                        "tbody",
                        "td",
                        "tfoot",
                        "th",
                        "thead",
                        "tr",
                        "tt",
                        "u",
                        "ul",
                        "var",
                        "wbr")
                .allowWithoutAttributes("a", "font", "img", "span")
                .disallowTextIn("title", "style", "script", "noscript", "template", "object", "select", "textarea")
                .allowStyling()
                .allowUrlProtocols("http", "https", "mailto", "tel", "cid", "data")
                .allowAttributes("href")
                .matching(LINK)
                .onElements("a")
                .requireRelsOnLinks("noopener", "noreferrer", "nofollow")
                .allowAttributes("src")
                .matching(image)
                .onElements("img")
                .allowAttributes("alt", "title")
                .onElements("img", "abbr", "td", "th")
                .allowAttributes(
                        "width", "height", "border", "cellpadding", "cellspacing", "colspan", "rowspan", "span", "size")
                .matching(SIZE)
                .globally()
                .allowAttributes("align", "valign", "dir", "lang")
                .matching(WORD)
                .globally()
                .allowAttributes("bgcolor", "color")
                .matching(COLOUR)
                .globally()
                .allowAttributes("start", "value", "type")
                .matching(Pattern.compile("[0-9A-Za-z]{1,6}"))
                .onElements("ol", "ul", "li")
                .toFactory();
    }
}
