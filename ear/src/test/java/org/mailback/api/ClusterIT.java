package org.mailback.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import jakarta.mail.Flags;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.mailback.rig.EmbeddedMail;
import org.mailback.server.ApiClient;
import org.mailback.server.ClusterConfiguration;
import org.mailback.server.LiveEvents;
import org.mailback.server.TestWorld;
import org.mailback.server.WildFlyNode;

/** Two nodes of the clustered configuration: whichever one a balancer asks, it knows who is signed in and what happened. */
@TestMethodOrder(OrderAnnotation.class)
class ClusterIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String USER = "cluster.user";

    private static final EmbeddedMail MAIL = EmbeddedMail.onFreePort();

    private static WildFlyNode one;
    private static WildFlyNode two;
    private static ApiClient user;
    private static ApiClient elsewhere;
    private static long account;
    private static long message;

    @BeforeAll
    static void two_nodes_that_know_each_other_and_a_user_with_a_letter() {
        var database = TestWorld.postgres().createDatabase("cluster");
        var configuration = ClusterConfiguration.forNodes(2);
        one = WildFlyNode.with("cluster1", database).inCluster(configuration, 1).launch();
        // Who begins at the same moment may begin two clusters, which take half a minute to become one.
        one.awaitLogged("WFLYCLJG0033");
        two = WildFlyNode.with("cluster2", database).inCluster(configuration, 2).launch();
        one.awaitReady();
        two.awaitReady();
        user = ApiClient.newUser(one.url(), USER);
        elsewhere = user.at(two.url());
        MAIL.withUser(USER, "imap-secret").start();
        var letter = "From: anna@example.org\r\nMessage-ID: <1@example.org>\r\n\r\ntext\r\n";
        MAIL.append(USER, "INBOX", letter.getBytes(StandardCharsets.UTF_8), new Flags(), Instant.now());
        account = user.connect(USER + "@example.org", MAIL.port(), USER, "imap-secret");
        await().atMost(PATIENCE)
                .until(() -> accounts(user).get(0).getString("state").equals("active"));
        message = letters().get(0).getJsonNumber("id").longValue();
    }

    @AfterAll
    static void stop() {
        for (var node : new WildFlyNode[] {one, two}) {
            if (node != null) {
                node.close();
            }
        }
        MAIL.close();
    }

    private static List<JsonObject> accounts(ApiClient client) {
        return client.get("/api/accounts").expect(200).items();
    }

    private static List<JsonObject> letters() {
        var inbox = user.get("/api/accounts/" + account + "/folders").expect(200).items().stream()
                .filter(folder -> folder.getString("role").equals("inbox"))
                .findFirst()
                .orElseThrow();
        return user.get("/api/folders/" + inbox.getJsonNumber("id") + "/messages")
                .expect(200)
                .items();
    }

    /** WildFly hands a session on when the answer has left, so the next request may be there before it. */
    @Test
    @Order(1)
    void who_signed_in_on_one_node_is_known_on_the_other_and_signs_out_of_both() {
        for (var round = 0; round < 10; round++) {
            var here = ApiClient.signedIn(one.url(), USER);
            var there = here.at(two.url());
            await().atMost(PATIENCE).until(() -> there.get("/api/session").status() == 200);
            assertThat(there.get("/api/session").expect(200).json().getString("user"))
                    .isEqualTo(USER);
            there.delete("/api/session").expect(204);
            await().atMost(PATIENCE).until(() -> here.get("/api/session").status() == 401);
            assertThat(there.get("/api/session").status()).isEqualTo(401);
        }
        ApiClient.anonymous(two.url()).get("/api/session").expect(401);
    }

    @Test
    @Order(2)
    void what_happens_on_one_node_is_told_on_the_other() {
        try (var here = LiveEvents.of(user);
                var there = LiveEvents.of(elsewhere)) {
            await("the nodes' brokers know each other").atMost(PATIENCE).until(() -> {
                act(user, "mark-read");
                act(elsewhere, "mark-unread");
                return told(here, "mark_unread") && told(there, "mark_read");
            });
            here.all().clear();
            there.all().clear();
            act(user, "mark-read");
            for (var page : List.of(here, there)) {
                page.await("completed", event -> event.is("completed", "mark_read"));
                assertThat(page.all()).noneMatch(event -> event.is("resync"));
            }
        }
    }

    private static boolean told(LiveEvents events, String kind) {
        return !events.all(event -> event.is("pending", kind)).isEmpty();
    }

    private static void act(ApiClient client, String action) {
        client.post("/api/messages/" + message + "/" + action).expect(200);
    }

    @Test
    @Order(3)
    void no_port_is_open_for_a_balancers_protocol_that_believes_whoever_speaks_it() {
        assertThat(one.configuration()).doesNotContain("ajp").doesNotContain("modcluster");
    }

    @Test
    @Order(4)
    void a_session_lives_on_where_its_node_stops() {
        try (var page = LiveEvents.of(elsewhere)) {
            one.stop();
            assertThat(accounts(elsewhere)).hasSize(1);
            act(elsewhere, "mark-unread");
            page.await("completed", event -> event.is("completed", "mark_unread"));
            assertThat(page.hasEnded()).isFalse();
        }
    }
}
