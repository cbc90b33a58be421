import io.tus.java.client.TusClient;
import io.tus.java.client.TusURLStore;
import io.tus.java.client.TusUpload;
import io.tus.java.client.TusUploader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Uploads a file with tus-java-client, in as many runs as it takes, and prints what it did as one line of JSON.
 *
 * <p>Usage: TusJava.java ENDPOINT TOKEN FILE STATE [STOP_AT]
 *
 * <p>STATE keeps the upload's address between runs. With STOP_AT the run ends once so many bytes have been sent, in the
 * middle of a part.
 */
public class TusJava {
    /** Keeps the one address in a file. */
    record FileStore(Path path) implements TusURLStore {
        @Override
        public void set(String fingerprint, URL url) {
            try {
                Files.writeString(path, url.toString());
            } catch (IOException error) {
                throw new UncheckedIOException(error);
            }
        }

        @Override
        public URL get(String fingerprint) {
            try {
                return Files.exists(path) ? URI.create(Files.readString(path)).toURL() : null;
            } catch (IOException error) {
                throw new UncheckedIOException(error);
            }
        }

        @Override
        public void remove(String fingerprint) {
            path.toFile().delete();
        }
    }

    public static void main(String[] arguments) throws Exception {
        URL endpoint = URI.create(arguments[0]).toURL();
        String token = arguments[1];
        File file = new File(arguments[2]);
        TusURLStore store = new FileStore(Path.of(arguments[3]));
        long stopAt = arguments.length > 4 ? Long.parseLong(arguments[4]) : Long.MAX_VALUE;
        // [sample client]
        TusClient client = new TusClient();
        client.setUploadCreationURL(endpoint); // https://roster.example/v2/files
        client.setHeaders(Map.of("access-token", token));
        client.enableResuming(store);
        TusUpload upload = new TusUpload(file);
        upload.setMetadata(Map.of("filename", "survey, final; v2.bin", "filetype", "application/octet-stream"));
        TusUploader uploader = client.resumeOrCreateUpload(upload);
        // [/sample]
        long begunAt = uploader.getOffset();
        uploader.setChunkSize(256 * 1024);
        boolean isStopped = false;
        while (!isStopped && uploader.uploadChunk() > -1) {
            isStopped = uploader.getOffset() >= stopAt;
        }
        if (!isStopped) {
            uploader.finish();
        }
        System.out.printf(
                "{\"url\": \"%s\", \"begun_at\": %d, \"offset\": %d}%n",
                uploader.getUploadURL(), begunAt, uploader.getOffset());
        // What is connected still breaks.
        System.exit(0);
    }
}
