package org.mailback.mailbox;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.mailback.platform.Sql;

/** What is searched for: each of the terms, in any case, is somewhere in the sender or somewhere in the subject. */
record SearchTerms(List<String> terms) {

    private static final int LONGEST = 200;
    private static final Pattern SPACE = Pattern.compile("\\s+");

    /** The index knows groups of three letters or digits; a term without any would make it read everything. */
    private static final Pattern INDEXED = Pattern.compile("[\\p{L}\\p{N}]{3}");

    /** @throws MailboxProblem {@code invalid} if it is too long or holds control characters */
    static SearchTerms of(@Nullable String search) {
        if (search == null || search.isBlank()) {
            return new SearchTerms(List.of());
        }
        var line = Input.line("q", search, LONGEST);
        return new SearchTerms(Arrays.stream(SPACE.split(line)).distinct().toList());
    }

    boolean isEmpty() {
        return terms.isEmpty();
    }

    /** A condition on the rows {@code s} of message_search that must not look into their index. */
    String inRows() {
        return condition(term -> false);
    }

    /** A condition on the rows {@code s} of message_search that looks into their index where that helps. */
    String inIndex() {
        return condition(term -> INDEXED.matcher(term).find());
    }

    /** An expression around the column keeps the index out. */
    private String condition(Predicate<String> indexed) {
        return IntStream.range(0, terms.size())
                .mapToObj(
                        i -> (indexed.test(terms.get(i)) ? "s.words" : "s.words || ''") + " like lower(:term" + i + ")")
                .collect(Collectors.joining(" and "));
    }

    /** What is searched for is taken literally: the wildcards of {@code like} lose their meaning. */
    void bind(Sql query) {
        for (int i = 0; i < terms.size(); i++) {
            var literal = terms.get(i).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
            query.set("term" + i, "%" + literal + "%");
        }
    }
}
