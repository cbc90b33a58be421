package scenario;

import example.roster.docutools.api.AvatarsApi;
import example.roster.docutools.api.UsersApi;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** Avatars of docutools, and how a client keeps them. */
final class Avatars {
    private final AvatarsApi avatars;
    private final UsersApi users;
    private final Path picture;

    Avatars(Environment environment) {
        avatars = new AvatarsApi(environment.docutools());
        users = new UsersApi(environment.docutools());
        picture = environment.files().resolve("avatar.png");
    }

    void avatar() throws Exception {
        UUID userId = Profiles.find(users, Environment.MEMBER).getUserId();
        // [sample avatar docutools/avatars_replace docutools/avatars_get]
        avatars.replace(userId, new FileSystemResource(picture));

        ResponseEntity<Resource> thumbnail = avatars.getWithHttpInfo(userId, null);
        byte[] bytes = thumbnail.getBody().getContentAsByteArray();
        String tag = thumbnail.getHeaders().getETag();

        // Later, when the picture may have changed:
        boolean current = avatars.getWithHttpInfo(userId, tag).getStatusCode() == HttpStatus.NOT_MODIFIED;
        // [/sample]
        Check.equal(thumbnail.getHeaders().getContentType(), MediaType.IMAGE_PNG, "the type of the thumbnail");
        Check.that(bytes.length > 0 && bytes.length < Files.size(picture), "the thumbnail is smaller");
        Check.that(current, "the thumbnail has not changed");

        // [sample docutools/avatars_get_original]
        byte[] original = avatars.getOriginal(userId, null).getContentAsByteArray();
        // [/sample]
        Check.that(Arrays.equals(original, Files.readAllBytes(picture)), "the original is what went up");

        // [sample docutools/avatars_delete]
        avatars.delete(userId);
        // [/sample]
        Check.equal(avatars.getWithHttpInfo(userId, null).getStatusCode(), HttpStatus.NO_CONTENT, "no avatar");
    }
}
