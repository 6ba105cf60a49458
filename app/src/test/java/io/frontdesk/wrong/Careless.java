package io.frontdesk.wrong;

import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;

/// A door of a module that breaks the small rules: its own clock and dice, optional parameters, its
/// own way to the database, no tenant.
public class Careless {
  @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
  private final Optional<String> maybe;

  private final DataSource source;

  public Careless(DataSource source) {
    this.source = source;
    this.maybe = Optional.empty();
  }

  @Transactional
  public void change(String what) {
    new JdbcTemplate(source).update(what);
  }

  @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
  public String read(Optional<String> what) {
    return what.or(() -> maybe).orElse("") + Instant.now() + new Random().nextInt();
  }
}
