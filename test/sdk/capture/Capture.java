/** Sends one event in each mode with the official CloudEvents SDK for Java (cloudevents-http-basic, cloudevents-json-jackson): Capture URL KEY. */
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;

public final class Capture {
  static CloudEvent event(String id) {
    var data = "{\"recipients\":{\"filer\":{\"email\":\"filer@example.co.jp\",\"name\":\"見本 花子\"}}}";
    return CloudEventBuilder.v1()
        .withId(id)
        .withSource(URI.create("/rasens/java"))
        .withType("ras2.declaration.refused")
        .withSubject("java-" + id)
        .withTime(OffsetDateTime.parse("2025-11-20T09:59:00+09:00"))
        .withExtension("partitionkey", "区分-1")
        .withData("application/json", data.getBytes(StandardCharsets.UTF_8))
        .build();
  }

  static void send(HttpURLConnection connection, byte[] body) {
    try (var out = connection.getOutputStream()) {
      out.write(body);
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
  }

  public static void main(String[] args) throws Exception {
    for (var mode : new String[] {"binary", "structured"}) {
      var connection = (HttpURLConnection) URI.create(args[0]).toURL().openConnection();
      connection.setRequestMethod("POST");
      connection.setDoOutput(true);
      connection.setDoInput(true);
      connection.setRequestProperty("Authorization", "Bearer " + args[1]);
      var writer = HttpMessageFactory.createWriter(connection::setRequestProperty, body -> send(connection, body));
      if (mode.equals("binary")) writer.writeBinary(event("java-binary"));
      else writer.writeStructured(event("java-structured"), new JsonFormat());
      connection.getResponseCode();
    }
  }
}
