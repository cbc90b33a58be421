package scenario;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The folder in which the server leaves its mails, read as the invited person would. */
record Outbox(Path folder) {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Pattern SOFT_LINE_BREAK = Pattern.compile("=\r?\n");
    private static final Pattern LINK = Pattern.compile("^(http\\S+/invitations/\\S+)", Pattern.MULTILINE);

    /** Waits for the mail to this address, and presses the button of the page that its link leads to. */
    void accept(String address) throws IOException, InterruptedException {
        HttpRequest press = HttpRequest.newBuilder(awaitLink(address))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<Void> page = HttpClient.newHttpClient().send(press, HttpResponse.BodyHandlers.discarding());
        Check.equal(page.statusCode(), 200, "the status of the page of the invitation");
    }

    private URI awaitLink(String address) throws IOException, InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(end)) {
            Optional<URI> link = findLink(address);
            if (link.isPresent()) {
                return link.get();
            }
            Thread.sleep(50);
        }
        throw new AssertionError("no mail with a link reached " + address);
    }

    private Optional<URI> findLink(String address) throws IOException {
        for (Path path : mails()) {
            String mail = Files.readString(path);
            if (!mail.contains("<" + address + ">")) {
                continue;
            }
            var link = LINK.matcher(SOFT_LINE_BREAK.matcher(mail).replaceAll(""));
            if (link.find()) {
                return Optional.of(URI.create(link.group(1)));
            }
        }
        return Optional.empty();
    }

    private List<Path> mails() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(path -> path.toString().endsWith(".eml")).toList();
        }
    }
}
