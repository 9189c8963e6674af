package org.mailback.rig;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import jakarta.persistence.PersistenceContext;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.implementation.MethodDelegation;
import net.bytebuddy.implementation.bind.annotation.Origin;
import net.bytebuddy.implementation.bind.annotation.RuntimeType;
import net.bytebuddy.implementation.bind.annotation.SuperCall;
import net.bytebuddy.matcher.ElementMatchers;
import org.mailback.platform.Configuration;
import org.mailback.platform.Schema;
import org.mailback.platform.SecretBox;
import org.mailback.platform.Sql;
import org.mailback.platform.Trip;

/**
 * The real beans on a real PostgreSQL without a container: fields are injected by type and transactions follow
 * {@code @TransactionAttribute}. Time passes by {@link #pass}, which moves every due time into the past.
 */
public final class Beans implements AutoCloseable {

    private static final PostgresServer SERVER = PostgresServer.start();
    private static final PostgresServer.Database TEMPLATE = template();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close));
    }

    private static final Deque<Store> IDLE = new ArrayDeque<>();

    /** A migrated database and the mapping over it; making one takes a second, so tests hand it on, emptied. */
    private record Store(PostgresServer.Database database, KeptConnections connections, EntityManagerFactory factory) {}

    private final Store store;
    private boolean spoiled;
    private final ThreadLocal<Deque<EntityManager>> transactions = ThreadLocal.withInitial(ArrayDeque::new);
    private final Map<Class<?>, Object> beans = new HashMap<>();
    private final Map<Class<?>, Class<?>> transactional = new HashMap<>();
    private final List<Object> events = new CopyOnWriteArrayList<>();
    private Commits commits = new Commits() {};

    /** Sees every transaction of a bean, on the thread that runs it, and may end it by throwing. */
    public interface Commits {
        default void beginning() {}

        default void committing() {}

        default void committed() {}
    }

    private final Map<String, String> settings;
    private volatile Watch watch = new Watch() {};

    /** Sees every transaction that a bean's method begins; whoever throws here ends the call. */
    public interface Watch {
        default void beginning(Method method) {}

        /** Thrown here, the transaction is rolled back. */
        default void committing(Method method) {}

        default void committed(Method method) {}
    }

    private static PostgresServer.Database template() {
        var database = SERVER.createDatabase("template_of_tests");
        Schema.migrate(database.dataSource());
        return database;
    }

    public Beans() {
        this(Map.of());
    }

    public Beans(Map<String, String> settings) {
        this(take(), settings);
    }

    /** The beans of another node on the same database; nobody closes them. */
    public Beans anotherNode(Map<String, String> settings) {
        return new Beans(store, settings);
    }

    private Beans(Store store, Map<String, String> settings) {
        this.store = store;
        this.settings = settings;
        prepare();
    }

    private void prepare() {
        put(Configuration.class, Configuration.read(name -> java.util.Optional.ofNullable(settings.get(name))));
        put(SecretBox.class, new SecretBox("test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", ""));
        put(EntityManager.class, currentEntityManager());
        executeBy(Runnable::run);
        beans.put(
                Event.class,
                Proxy.newProxyInstance(
                        Beans.class.getClassLoader(), new Class<?>[] {Event.class}, (proxy, method, arguments) -> {
                            events.add(arguments[0]);
                            return null;
                        }));
    }

    /** What beans have other threads do; without this it is done at once, by the thread that asks for it. */
    public void executeBy(Executor executor) {
        beans.put(
                ManagedExecutorService.class,
                Proxy.newProxyInstance(
                        Beans.class.getClassLoader(),
                        new Class<?>[] {ManagedExecutorService.class},
                        (proxy, method, arguments) -> {
                            executor.execute((Runnable) arguments[0]);
                            return null;
                        }));
    }

    /** As after a crash of the node: every bean is made anew, the database stays. */
    public synchronized void restart() {
        beans.clear();
        prepare();
    }

    public void watch(Watch value) {
        watch = value;
    }

    private static synchronized Store take() {
        return IDLE.isEmpty() ? make() : IDLE.pop();
    }

    private static Store make() {
        var database = SERVER.copyDatabase(
                TEMPLATE, "test_" + UUID.randomUUID().toString().replace("-", ""));
        var overrides = new HashMap<String, Object>();
        overrides.put("jakarta.persistence.transactionType", "RESOURCE_LOCAL");
        overrides.put("jakarta.persistence.jtaDataSource", null);
        var connections = new KeptConnections(database.dataSource());
        overrides.put("jakarta.persistence.nonJtaDataSource", connections.asDataSource());
        return new Store(database, connections, Persistence.createEntityManagerFactory("mailback", overrides));
    }

    /** The schema was changed: no other test gets this database. */
    public void spoil() {
        spoiled = true;
    }

    /** From now on transactions are watched, those of this rig as well. */
    public void watch(Commits watcher) {
        commits = watcher;
    }

    /** What was fired so far. */
    public List<Object> events() {
        return events;
    }

    public EntityManagerFactory factory() {
        return store.factory();
    }

    public PostgresServer.Database database() {
        return store.database();
    }

    /** Whoever needs this type gets this one. */
    public <T> Beans put(Class<? super T> type, T bean) {
        beans.put(type, bean);
        return this;
    }

    public synchronized <T> T get(Class<T> type) {
        var bean = beans.get(type);
        if (bean == null) {
            bean = create(type);
            beans.put(type, bean);
        }
        return type.cast(bean);
    }

    private Object create(Class<?> type) {
        try {
            var constructor = injectable(type);
            if (constructor != null) {
                var arguments = new Object[constructor.getParameterCount()];
                for (int i = 0; i < arguments.length; i++) {
                    arguments[i] = get(constructor.getParameterTypes()[i]);
                }
                return constructor.newInstance(arguments);
            }
            var bean = transactional
                    .computeIfAbsent(type, this::transactional)
                    .getDeclaredConstructor()
                    .newInstance();
            beans.put(type, bean);
            for (Class<?> owner = type; owner != Object.class; owner = owner.getSuperclass()) {
                for (var field : owner.getDeclaredFields()) {
                    inject(bean, field);
                }
            }
            return bean;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a " + type.getName(), e);
        }
    }

    private static java.lang.reflect.Constructor<?> injectable(Class<?> type) {
        for (var constructor : type.getDeclaredConstructors()) {
            if (constructor.isAnnotationPresent(Inject.class)) {
                constructor.setAccessible(true);
                return constructor;
            }
        }
        return null;
    }

    private void inject(Object bean, Field field) throws IllegalAccessException {
        boolean injected = field.isAnnotationPresent(Inject.class)
                || field.isAnnotationPresent(PersistenceContext.class)
                || field.getType() == ManagedExecutorService.class;
        if (injected && !Modifier.isStatic(field.getModifiers())) {
            field.setAccessible(true);
            field.set(bean, get(field.getType()));
        }
    }

    private Class<?> transactional(Class<?> type) {
        if (!type.isAnnotationPresent(Stateless.class)) {
            return type;
        }
        return new ByteBuddy()
                .subclass(type)
                .method(ElementMatchers.isPublic().and(ElementMatchers.not(ElementMatchers.isDeclaredBy(Object.class))))
                .intercept(MethodDelegation.to(new Demarcation(this)))
                .make()
                .load(
                        type.getClassLoader(),
                        net.bytebuddy.dynamic.loading.ClassLoadingStrategy.UsingLookup.of(lookup(type)))
                .getLoaded();
    }

    private static java.lang.invoke.MethodHandles.Lookup lookup(Class<?> type) {
        try {
            return java.lang.invoke.MethodHandles.privateLookupIn(type, java.lang.invoke.MethodHandles.lookup());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the container does around a business method. */
    public static final class Demarcation {
        private final Beans beans;

        Demarcation(Beans beans) {
            this.beans = beans;
        }

        @RuntimeType
        public Object around(@Origin Method method, @SuperCall Callable<Object> call) throws Exception {
            var attribute = method.getAnnotation(TransactionAttribute.class);
            if (attribute == null) {
                attribute = method.getDeclaringClass().getAnnotation(TransactionAttribute.class);
            }
            var type = attribute == null ? TransactionAttributeType.REQUIRED : attribute.value();
            boolean active = !beans.transactions.get().isEmpty();
            return switch (type) {
                case MANDATORY -> {
                    if (!active) {
                        throw new IllegalStateException(method.getName() + " needs a transaction");
                    }
                    yield call.call();
                }
                case NOT_SUPPORTED, NEVER, SUPPORTS -> call.call();
                case REQUIRED -> active ? call.call() : beans.watched(method, call);
                case REQUIRES_NEW -> beans.watched(method, call);
            };
        }
    }

    /** Runs the call in a new transaction, as a stateless bean's method would. */
    public <T> T inTransaction(Callable<T> call) throws Exception {
        return inTransaction(call, () -> {}, () -> {});
    }

    /** What the beans add to the trip, in a transaction of its own. */
    public void onTrip(Consumer<Trip> statements) {
        try {
            inTransaction(() -> {
                var trip = new Trip(get(EntityManager.class));
                statements.accept(trip);
                trip.go();
                return null;
            });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private <T> T watched(Method method, Callable<T> call) throws Exception {
        watch.beginning(method);
        return inTransaction(call, () -> watch.committing(method), () -> watch.committed(method));
    }

    private <T> T inTransaction(Callable<T> call, Runnable committing, Runnable committed) throws Exception {
        commits.beginning();
        var entityManager = store.factory().createEntityManager();
        transactions.get().push(entityManager);
        entityManager.getTransaction().begin();
        try {
            var result = call.call();
            commits.committing();
            committing.run();
            entityManager.getTransaction().commit();
            commits.committed();
            committed.run();
            return result;
        } finally {
            if (entityManager.getTransaction().isActive()) {
                entityManager.getTransaction().rollback();
            }
            entityManager.close();
            transactions.get().pop();
        }
    }

    /** One statement in a transaction of its own. @return the first column of each row */
    public List<Object> query(String statement) {
        try {
            return inTransaction(
                    () -> Sql.of(get(EntityManager.class), statement).list(row -> row.columns()[0]));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** How PostgreSQL runs the statement, with what it touched. */
    public String plan(String statement, Consumer<Sql> values) {
        try {
            return inTransaction(() -> {
                var explained = Sql.of(get(EntityManager.class), "explain (analyze, buffers) " + statement);
                values.accept(explained);
                return String.join("\n", explained.list(row -> row.text(0)));
            });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** How often something was sent to the database, but for what begins and ends transactions. */
    public long roundTrips() {
        return store.connections().prepared();
    }

    public long number(String statement) {
        return ((Number) query(statement).get(0)).longValue();
    }

    public int execute(String statement) {
        try {
            return inTransaction(
                    () -> Sql.command(get(EntityManager.class), statement).execute());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets this much time pass, as the database and its beans see it. */
    public void pass(Duration time) {
        var seconds = "make_interval(secs => " + time.toMillis() / 1000.0 + ")";
        execute("update account_lane set due_at = due_at - " + seconds + ", sync_due_at = sync_due_at - " + seconds
                + ", claimed_at = claimed_at - " + seconds + ", paused_until = paused_until - " + seconds);
        execute("update pending_operation set not_before = not_before - " + seconds + " where status = 'pending'");
    }

    private EntityManager currentEntityManager() {
        return (EntityManager) Proxy.newProxyInstance(
                Beans.class.getClassLoader(), new Class<?>[] {EntityManager.class}, (proxy, method, arguments) -> {
                    var current = transactions.get().peek();
                    if (current == null) {
                        throw new IllegalStateException("no transaction for " + method.getName());
                    }
                    try {
                        return method.invoke(current, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public void close() {
        if (spoiled) {
            store.factory().close();
            store.connections().close();
            return;
        }
        execute("truncate app_user, operation_attempt, total_activity, bulk_job, admin_audit cascade");
        synchronized (Beans.class) {
            IDLE.push(store);
        }
    }
}
