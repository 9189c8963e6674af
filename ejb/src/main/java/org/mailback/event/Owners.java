package org.mailback.event;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.mailback.platform.Sql;

/** Whose accounts these are. An account never changes hands, and its id is never given to another one. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class Owners {

    @PersistenceContext
    EntityManager entityManager;

    /** Owner by account; one that does not exist any more is left out. */
    public Map<Long, Long> of(Collection<Long> accountIds) {
        var owners = new HashMap<Long, Long>();
        Sql.of(entityManager, "select id, owner_id from account where id = any(cast(:ids as bigint[]))")
                .setIds("ids", accountIds)
                .list(row -> owners.put(row.number(0), row.number(1)));
        return owners;
    }
}
