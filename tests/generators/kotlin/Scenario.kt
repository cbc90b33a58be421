import docutools.apis.AvatarsApi
import docutools.infrastructure.RequestConfig
import docutools.infrastructure.RequestMethod
import docutools.models.User
import docutools.models.UserUpdate
import java.io.File
import java.util.Base64
import java.util.UUID
import org.springframework.core.io.ByteArrayResource
import org.springframework.core.io.FileSystemResource
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter
import org.springframework.web.client.RestClient
import org.springframework.web.client.RestClientResponseException
import tools.jackson.databind.json.JsonMapper
import twona.apis.FilesApi
import twona.apis.GroupsApi
import twona.apis.InvitationsApi
import twona.apis.SessionApi
import twona.apis.UploadsApi
import twona.apis.UsersApi
import twona.infrastructure.Serializer
import twona.models.FileMetadata
import twona.models.GroupCreateOrActivate
import twona.models.InvitationCreate
import twona.models.Problem

fun client(mapper: JsonMapper, name: String, value: String): RestClient = RestClient.builder()
    .baseUrl(System.getenv("ROSTER_URL"))
    .defaultHeader(name, value)
    .configureMessageConverters { it.registerDefaults().withJsonConverter(JacksonJsonHttpMessageConverter(mapper)) }
    .build()

/** A model sends no null, so an operation that takes one takes a map. */
class Profiles(client: RestClient) : docutools.apis.UsersApi(client) {
    fun clear(user: UUID, property: String): User = request<Map<String, Any?>, User>(
        RequestConfig(
            method = RequestMethod.PATCH,
            path = "/api/v2/users/{userId}",
            params = mutableMapOf("userId" to user),
            requiresAuthentication = true,
            headers = mutableMapOf(),
            query = mutableMapOf(),
            body = mapOf(property to null),
        )
    ).body!!
}

/** The problem that an operation throws. */
fun problem(status: Int, code: String, operation: () -> Unit): Problem {
    val error = runCatching(operation).exceptionOrNull() as RestClientResponseException
    val problem = error.getResponseBodyAs(Problem::class.java)!!
    check(error.statusCode.value() == status && problem.status == status && problem.code == code) { problem }
    return problem
}

fun main() {
    val token = System.getenv("ROSTER_TOKEN")
    val twona = client(Serializer.jacksonObjectMapper, "access-token", token)
    val docutools = client(docutools.infrastructure.Serializer.jacksonObjectMapper, "Authorization", "Bearer $token")
    val groups = GroupsApi(twona)
    val invitations = InvitationsApi(twona)
    val users = UsersApi(twona)
    val files = FilesApi(twona)
    val uploads = UploadsApi(twona)
    val profiles = Profiles(docutools)
    val avatars = AvatarsApi(docutools)

    val session = SessionApi(twona).sessionGet()
    check(session.user.email == "owner@example.com") { session }
    println("ok session")

    val group = GroupCreateOrActivate(name = "Straßenbau, Ärzte und 日本")
    val created = groups.groupsCreateOrActivate(group)
    check(created.name == group.name) { created }
    println("ok group")

    invitations.invitationsCreate(InvitationCreate(name = "Dora Dean", email = "dora@example.com"))
    val invited = invitations.invitationsList().map { it.email }
    check(invited == listOf("dora@example.com")) { invited }
    println("ok invite")

    val found = users.usersList(q = "email:owner*").map { it.email }
    check(found == listOf("owner@example.com")) { found }
    println("ok users")

    val part = 5 * 1024 * 1024
    val content = ByteArray(6 * 1024 * 1024) { (it * 7 % 251).toByte() }
    val encode = { text: String -> Base64.getEncoder().encodeToString(text.toByteArray()) }
    val announced = uploads.uploadsCreateWithHttpInfo(
        uploadLength = content.size.toLong(),
        uploadMetadata = "filename ${encode("plan.bin")},filetype ${encode("image/x-plan")}",
    )
    val temporary = announced.headers.location!!.path.substringAfterLast('/')
    for (offset in content.indices step part) {
        val state = uploads.uploadsCheckWithHttpInfo(temporary).headers
        check(state.getFirst("Upload-Offset") == "$offset") { state }
        val bytes = content.copyOfRange(offset, minOf(offset + part, content.size))
        uploads.uploadsAppend(temporary, offset.toLong(), ByteArrayResource(bytes))
    }
    val metadata = mapOf("owner" to "diego", "revision" to 3, "approved" to true)
    val moved = files.filesSetMetadataWithHttpInfo(temporary, FileMetadata(metadata))
    val id = moved.headers.location?.path?.substringAfterLast('/') ?: moved.body!!.id
    println("ok upload")

    check(files.filesDownload(id).contentAsByteArray.contentEquals(content))
    val file = files.filesGet(id)
    check(file.propertySize == content.size.toLong() && file.metadata == metadata) { file }
    println("ok download")

    // By name, which is the default, but that value would be sent under another one.
    val page = profiles.usersList(search = "owner", pageSize = 5, sort = null)
    check(page.totalElements == 1L) { page }
    val user = page.content.single().userId
    println("ok profiles")

    profiles.usersUpdate(user, UserUpdate(city = "Vienna", phone = "+43 1 23"))
    val updated = profiles.clear(user, "phone")
    check(updated.city == "Vienna" && updated.phone == null) { updated }
    println("ok update")

    val picture = File(System.getenv("ROSTER_FILES"), "avatar.png")
    avatars.avatarsReplace(user, FileSystemResource(picture))
    check(avatars.avatarsGetOriginal(user).contentAsByteArray.contentEquals(picture.readBytes()))
    println("ok avatar")

    check(profiles.usersVcard(user).startsWith("BEGIN:VCARD\r\n"))
    println("ok vcard")

    problem(404, "not_found") { users.usersGet("nobody") }
    println("ok not-found")
    problem(409, "name_in_use") { groups.groupsCreateOrActivate(group) }
    println("ok conflict")
    val mistaken = InvitationCreate(name = "Dora Dean", email = "dora")
    val invalid = problem(422, "invalid_body") { invitations.invitationsCreate(mistaken) }
    check(invalid.errors?.map { it.pointer } == listOf("/email")) { invalid }
    println("ok invalid")
}
