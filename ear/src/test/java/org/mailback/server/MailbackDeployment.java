package org.mailback.server;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.hamcrest.Matcher;
import org.jboss.arquillian.container.test.api.Testable;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The EAR that Maven built, to be deployed by Arquillian as it is or with a test class inside. */
public final class MailbackDeployment {

    private static final String DESCRIPTOR = "META-INF/application.xml";
    private static final String TESTS = "mailback-tests.war";

    private MailbackDeployment() {}

    /** For tests that look from outside; use it with {@code @Deployment(testable = false)}. */
    public static EnterpriseArchive ear() {
        return ShrinkWrap.create(ZipImporter.class, "mailback.ear")
                .importFrom(new File(System.getProperty("mailback.ear")))
                .as(EnterpriseArchive.class);
    }

    /** For tests that run inside: a second WAR holds these classes, and sees the beans of the EAR. */
    public static EnterpriseArchive with(Class<?>... tests) {
        var ear = ear();
        var descriptor = read(ear).replace("</application>", """
                  <module>
                    <web>
                      <web-uri>%s</web-uri>
                      <context-root>/mailback-tests</context-root>
                    </web>
                  </module>
                </application>
                """.formatted(TESTS));
        ear.delete(DESCRIPTOR);
        ear.setApplicationXML(new StringAsset(descriptor));
        var war = ShrinkWrap.create(WebArchive.class, TESTS)
                .addClasses(tests)
                .addClass(NobodySignsIn.class)
                .addAsWebInfResource(new StringAsset("<beans bean-discovery-mode=\"all\"/>"), "beans.xml")
                .addAsLibraries(libraries());
        return ear.addAsModule(Testable.archiveToTest(war));
    }

    private static File[] libraries() {
        return Stream.of(Assertions.class, Awaitility.class, Matcher.class)
                .map(MailbackDeployment::jarOf)
                .toArray(File[]::new);
    }

    private static File jarOf(Class<?> type) {
        try {
            return new File(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String read(EnterpriseArchive ear) {
        try (var descriptor = ear.get(DESCRIPTOR).getAsset().openStream()) {
            return new String(descriptor.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
