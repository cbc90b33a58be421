package scenario;

import example.roster.twona.api.FilesApi;
import example.roster.twona.api.UploadsApi;
import example.roster.twona.api.UsersApi;
import example.roster.twona.model.FileMetadata;
import example.roster.twona.model.StoredFile;
import example.roster.twona.model.User;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/** Search, and files of the Twona API: uploads that resume, metadata, downloads. */
final class Files {
    private static final int PART = 5 * 1024 * 1024;

    private final UploadsApi uploads;
    private final FilesApi files;
    private final UsersApi users;
    private final byte[] content = new byte[11 * 1024 * 1024];
    private String fileId = "";

    Files(Environment environment) {
        uploads = new UploadsApi(environment.twona());
        files = new FilesApi(environment.twona());
        users = new UsersApi(environment.twona());
        new Random(20).nextBytes(content);
    }

    void search() {
        byte[] note = "Mind the gap.".getBytes(StandardCharsets.UTF_8);
        String id = create("note.txt", "text/plain", note.length);
        append(id, 0, note, null);
        keep(id, new FileMetadata().putMetadataItem("owner", "diego").putMetadataItem("revision", 3));

        // [sample search twona/files_list]
        List<User> members = users.list(new UsersApi.ListRequest()
                .q("email:member*|name:*hopper")
                .sortBy("-name"));
        List<StoredFile> plans = files.list(new FilesApi.ListRequest()
                .q("owner:diego+revision:>2")
                .sortBy("-date"));
        // [/sample]
        List<String> emails = members.stream().map(User::getEmail).toList();
        Check.equal(emails, List.of(Environment.MEMBER, People.INVITED), "the users found");
        Check.equal(plans.size(), 1, "the number of files found");
        Check.equal(plans.get(0).getName(), "note.txt", "the file found");
        Check.equal(files.list(new FilesApi.ListRequest().q("owner:nobody")), List.of(), "the files of nobody");
    }

    void upload() throws Exception {
        // [sample twona/uploads_discover]
        HttpHeaders protocol = uploads.discoverWithHttpInfo().getHeaders();
        long maximum = Long.parseLong(protocol.getFirst("Tus-Max-Size"));
        // [/sample]
        Check.that(maximum > content.length, "the file is not too large");

        fileId = create("site-plan.pdf", "application/pdf", content.length);
        byte[] first = Arrays.copyOf(content, PART);
        append(fileId, 0, first, "sha1 " + base64(MessageDigest.getInstance("SHA-1").digest(first)));
        Check.equal(resume(fileId), (long) content.length, "the offset in the end");

        String unwanted = create("unwanted.txt", "text/plain", 10);
        // [sample twona/uploads_terminate]
        uploads.terminate(unwanted, null);
        // [/sample]
    }

    /** Goes on where the server has no more of the upload, and tells how much it has in the end. */
    private long resume(String fileId) {
        // [sample upload twona/uploads_check twona/uploads_append]
        HttpHeaders state = uploads.checkWithHttpInfo(fileId, null).getHeaders();
        long offset = Long.parseLong(state.getFirst("Upload-Offset"));
        while (offset < content.length) {
            int end = (int) Math.min(offset + 5 * 1024 * 1024, content.length);
            byte[] part = Arrays.copyOfRange(content, (int) offset, end);
            HttpHeaders stored = uploads.appendWithHttpInfo(new UploadsApi.AppendRequest()
                            .fileId(fileId)
                            .uploadOffset(offset)
                            .body(new ByteArrayResource(part)))
                    .getHeaders();
            offset = Long.parseLong(stored.getFirst("Upload-Offset"));
        }
        // [/sample]
        return offset;
    }

    void download() throws Exception {
        String id = keep(fileId, new FileMetadata().putMetadataItem("approved", true));
        // [sample twona/files_get]
        StoredFile file = files.get(id);
        // [/sample]
        Check.equal(file.getSize(), (long) content.length, "the size");
        Check.equal(file.getMetadata().get("approved"), true, "the metadata");

        // [sample download twona/files_download]
        ResponseEntity<Resource> whole = files.downloadWithHttpInfo(new FilesApi.DownloadRequest().fileId(id));
        byte[] bytes = whole.getBody().getContentAsByteArray();
        String tag = whole.getHeaders().getETag();
        // [/sample]
        Check.that(Arrays.equals(bytes, content), "the content comes back as it went up");

        var range = files.downloadWithHttpInfo(id, "bytes=1000-1999", null);
        Check.equal(range.getStatusCode(), HttpStatus.PARTIAL_CONTENT, "the status of a range");
        byte[] expected = Arrays.copyOfRange(content, 1000, 2000);
        Check.that(Arrays.equals(range.getBody().getContentAsByteArray(), expected), "the range is that of the content");

        var unchanged = files.downloadWithHttpInfo(id, null, tag);
        Check.equal(unchanged.getStatusCode(), HttpStatus.NOT_MODIFIED, "the status of what has not changed");
    }

    private String create(String name, String type, long length) {
        // [sample twona/uploads_create]
        String metadata = "filename " + base64(name.getBytes(StandardCharsets.UTF_8))
                + ",filetype " + base64(type.getBytes(StandardCharsets.UTF_8));
        HttpHeaders created = uploads.createWithHttpInfo(new UploadsApi.CreateRequest()
                        .uploadLength(length)
                        .uploadMetadata(metadata))
                .getHeaders();
        String fileId = lastSegment(created.getLocation());
        // [/sample]
        return fileId;
    }

    private void append(String id, long offset, byte[] part, String checksum) {
        uploads.append(new UploadsApi.AppendRequest()
                .fileId(id)
                .uploadOffset(offset)
                .uploadChecksum(checksum)
                .body(new ByteArrayResource(part)));
    }

    /** Sets metadata on a temporary file, which makes a persistent one, and tells its identifier. */
    private String keep(String id, FileMetadata metadata) {
        // [sample twona/files_set_metadata]
        ResponseEntity<StoredFile> moved = files.setMetadataWithHttpInfo(id, metadata);
        String kept = lastSegment(moved.getHeaders().getLocation());
        // [/sample]
        Check.equal(moved.getStatusCode(), HttpStatus.MOVED_PERMANENTLY, "the status of the first metadata");
        Check.equal(files.setMetadata(kept, metadata).getId(), kept, "the persistent file");
        return kept;
    }

    private static String lastSegment(URI location) {
        String path = location.getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
