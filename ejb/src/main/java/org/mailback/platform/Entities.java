package org.mailback.platform;

import jakarta.ejb.Stateless;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

/**
 * The entity manager for plain beans, which stands for that of whatever transaction they are called in. An enterprise bean hands
 * it out: injected straight into a plain one, Weld looks for the persistence unit while WildFly is still starting it, and now and
 * then a deployment fails.
 */
@Stateless
public class Entities {

    @PersistenceContext
    EntityManager entityManager;

    @Produces
    @Dependent
    public EntityManager ofTheTransaction() {
        return entityManager;
    }
}
