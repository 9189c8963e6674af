package org.mailback.web;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import jakarta.ws.rs.Path;

@AnalyzeClasses(packages = "org.mailback.web", importOptions = ImportOption.DoNotIncludeTests.class)
class DependencyRulesTest {

    @ArchTest
    static final ArchRule web_knows_neither_engine_nor_provider = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.mailback.sync..", "org.mailback.provider..");

    @ArchTest
    static final ArchRule web_has_no_sql = noClasses()
            .that()
            .resideOutsideOfPackage("org.mailback.web.problem..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.persistence..", "java.sql..", "javax.sql..", "org.hibernate..")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("org.mailback.platform.Sql");

    @ArchTest
    static final ArchRule resources_say_what_they_are = classes()
            .that()
            .areAnnotatedWith(Path.class)
            .should()
            .haveSimpleNameEndingWith("Resource")
            .andShould(beConcrete());

    private static ArchCondition<JavaClass> beConcrete() {
        return new ArchCondition<>("be concrete classes") {
            @Override
            public void check(JavaClass resource, ConditionEvents events) {
                boolean concrete =
                        !resource.isInterface() && !resource.getModifiers().contains(JavaModifier.ABSTRACT);
                events.add(new SimpleConditionEvent(resource, concrete, resource.getName() + " is abstract"));
            }
        };
    }
}
