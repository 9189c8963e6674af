package org.mailback.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Stateless;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.time.Instant;

@AnalyzeClasses(packages = "org.mailback", importOptions = ImportOption.DoNotIncludeTests.class)
class DependencyRulesTest {

    @ArchTest
    static final ArchRule packages_import_only_what_the_house_allows = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("admin")
            .definedBy("org.mailback.admin..")
            .layer("sync")
            .definedBy("org.mailback.sync..")
            .layer("mailbox")
            .definedBy("org.mailback.mailbox..")
            .layer("provider")
            .definedBy("org.mailback.provider..")
            .layer("operation")
            .definedBy("org.mailback.operation..")
            .layer("event")
            .definedBy("org.mailback.event..")
            .layer("platform")
            .definedBy("org.mailback.platform..")
            .whereLayer("admin")
            .mayOnlyAccessLayers("mailbox", "operation", "event", "platform")
            .whereLayer("sync")
            .mayOnlyAccessLayers("mailbox", "operation", "provider", "event", "platform")
            .whereLayer("mailbox")
            .mayOnlyAccessLayers("operation", "event", "platform")
            .whereLayer("provider")
            .mayOnlyAccessLayers("operation", "platform")
            .whereLayer("operation")
            .mayOnlyAccessLayers("event", "platform")
            .whereLayer("event")
            .mayOnlyAccessLayers("platform")
            .whereLayer("platform")
            .mayNotAccessAnyLayer()
            .whereLayer("sync")
            .mayNotBeAccessedByAnyLayer();

    /** What a server asks for in milliseconds is the only time that leaves a provider, as {@code Throttled}. */
    @ArchTest
    static final ArchRule no_deadline_of_a_provider_depends_on_a_clock_that_somebody_may_set = noClasses()
            .that()
            .resideInAPackage("org.mailback.provider..")
            .and()
            .doNotHaveSimpleName("Login")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    /** Clocks of nodes differ; what is stored is compared with the database's time and with what other nodes stored. */
    @ArchTest
    static final ArchRule no_time_that_is_stored_is_a_nodes_own = noClasses()
            .that()
            .resideInAnyPackage(
                    "org.mailback.mailbox..",
                    "org.mailback.operation..",
                    "org.mailback.event..",
                    "org.mailback.admin..")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule no_cycles =
            slices().matching("org.mailback.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule providers_know_value_types_of_operations_only = noClasses()
            .that()
            .resideInAPackage("org.mailback.provider..")
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage("org.mailback.operation..").and(annotatedWith(ApplicationScoped.class)));

    @ArchTest
    static final ArchRule providers_touch_neither_database_nor_transactions = noClasses()
            .that()
            .resideInAPackage("org.mailback.provider..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "jakarta.persistence..", "java.sql..", "javax.sql..", "jakarta.transaction..", "org.hibernate..");

    @ArchTest
    static final ArchRule transactions_are_those_of_enterprise_beans =
            noClasses().should().dependOnClassesThat().areAssignableTo(Transactional.class);

    /** Plain beans get it from {@link org.mailback.platform.Entities}. */
    @ArchTest
    static final ArchRule only_enterprise_beans_have_a_persistence_context_injected = fields().that()
            .areAnnotatedWith(PersistenceContext.class)
            .should()
            .beDeclaredInClassesThat(annotatedWith(Stateless.class).or(annotatedWith(Singleton.class)));

    @ArchTest
    static final ArchRule no_names_that_say_nothing =
            classes().should().haveNameNotMatching(".*(Impl|Manager|Helper|Util|Utils|DTO|Bean|Service)");
}
