package org.mailback.platform;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.ConfigProvider;

/** Makes the configuration and the secret box for the container. */
@ApplicationScoped
public class Platform {

    @Produces
    @Singleton
    Configuration configuration() {
        var config = ConfigProvider.getConfig();
        return Configuration.read(name -> config.getOptionalValue(name, String.class));
    }

    @Produces
    @Singleton
    SecretBox secretBox() {
        var config = ConfigProvider.getConfig();
        var key = config.getOptionalValue("mailback.secret.key", String.class)
                .orElseThrow(() -> new IllegalStateException(
                        "mailback.secret.key (MAILBACK_SECRET_KEY) is not set: it encrypts the passwords of mail accounts; "
                                + "for example k1:$(openssl rand -base64 32)"));
        return new SecretBox(
                key,
                config.getOptionalValue("mailback.secret.old-keys", String.class)
                        .orElse(""));
    }
}
