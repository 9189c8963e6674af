package org.mailback.web.event;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailback.event.EventHub;
import org.mailback.event.Scope;
import org.mailback.mailbox.Users;
import org.mailback.web.session.SignedIn;

class OpenStreamsTest {

    private final OpenStreams streams = new OpenStreams();
    private final Map<String, String> marks = new HashMap<>(Map.of("alice", "a", "bob", "b"));
    private final List<String> ended = new ArrayList<>();
    private Runnable meanwhile = () -> {};

    @BeforeEach
    void connect() {
        streams.hub = new EventHub();
        streams.users = new Users() {
            @Override
            public Map<String, String> marks(Collection<String> names) {
                meanwhile.run();
                var found = new HashMap<>(marks);
                found.keySet().retainAll(names);
                return found;
            }
        };
    }

    private void open(long id, String name, String mark, String session) {
        var context = (AsyncContext) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {AsyncContext.class}, (proxy, method, arguments) -> {
                    ended.add(name);
                    return null;
                });
        var listener = new Listener(new SignedIn(id, name, "user", mark, Instant.EPOCH), session, new Scope(id, false));
        streams.open(new EventStream(listener, context, new Nowhere(), streams), null);
    }

    private static final class Nowhere extends ServletOutputStream {
        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {}

        @Override
        public void write(int octet) {}
    }

    @Test
    void a_changed_password_ends_that_users_streams() {
        open(1, "alice", "a", "s1");
        open(2, "bob", "b", "s2");
        marks.put("alice", "another");
        streams.endWithoutRight();
        assertThat(ended).containsExactly("alice");
        marks.remove("bob");
        streams.endWithoutRight();
        assertThat(ended).containsExactly("alice", "bob");
    }

    @Test
    void whoever_opens_a_stream_while_the_others_are_looked_at_keeps_it() {
        open(1, "alice", "a", "s1");
        meanwhile = () -> open(2, "bob", "b", "s2");
        streams.endWithoutRight();
        assertThat(ended).isEmpty();
    }

    @Test
    void a_session_takes_only_its_own_streams_with_it() {
        open(1, "alice", "a", "s1");
        open(1, "alice", "a", "s1");
        open(2, "bob", "b", "s2");
        streams.endSession("s1");
        streams.endSession("unknown");
        assertThat(ended).containsExactly("alice", "alice");
    }
}
