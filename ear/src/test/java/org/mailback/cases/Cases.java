package org.mailback.cases;

import java.util.ArrayList;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mailback.rig.DovecotForTests;
import org.mailback.rig.DovecotServer;
import org.mailback.server.MailbackDeployment;

/** Cases on the one server that Arquillian deploys to; every case ends with what holds after every case. */
@ExtendWith(ArquillianExtension.class)
abstract class Cases {

    private final List<Scenario> scenarios = new ArrayList<>();

    @Deployment(testable = false)
    static EnterpriseArchive mailback() {
        return MailbackDeployment.ear();
    }

    /** One Dovecot for all tests of this JVM. */
    static DovecotServer dovecot() {
        return DovecotForTests.shared();
    }

    /** A case on the shared Dovecot; not connected yet. */
    Scenario scenario() {
        return scenario(MailServer.of(dovecot()));
    }

    Scenario scenario(MailServer server) {
        var scenario = new Scenario(Application.deployed(), server);
        scenarios.add(scenario);
        return scenario;
    }

    @AfterEach
    void what_holds_after_every_case() {
        try {
            scenarios.forEach(Scenario::verify);
        } finally {
            scenarios.forEach(Scenario::close);
            scenarios.clear();
        }
    }
}
