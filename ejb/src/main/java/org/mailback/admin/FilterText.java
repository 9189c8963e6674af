package org.mailback.admin;

import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import org.mailback.platform.Sql;

/** A filter in words, for the audit trail and for jobs. */
final class FilterText {

    private FilterText() {}

    static String of(OperationFilter filter, EntityManager entityManager) {
        var words = new ArrayList<String>();
        var ids = filter.ids();
        if (ids != null) {
            words.add(ids.size() == 1 ? "operation " + ids.get(0) : ids.size() + " chosen operations");
        }
        if (filter.accountId() != null) {
            words.add("account " + email(filter.accountId(), entityManager));
        }
        if (filter.host() != null) {
            words.add("server " + filter.host());
        }
        if (filter.kind() != null) {
            words.add("kind " + filter.kind().code());
        }
        if (filter.errorClass() != null) {
            words.add("error " + filter.errorClass().code());
        }
        if (filter.text() != null) {
            words.add("text \"" + filter.text() + '"');
        }
        return words.isEmpty() ? "all that failed" : String.join(", ", words);
    }

    private static String email(long accountId, EntityManager entityManager) {
        return Sql.of(entityManager, "select email from account where id = :id")
                .set("id", accountId)
                .first(row -> row.text(0))
                .orElse(String.valueOf(accountId));
    }
}
