// What README.md lists, with what oapi-codegen makes.
package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/oapi-codegen/nullable"

	"scenario/docutools"
	"scenario/twona"
)

func main() {
	ctx := context.Background()
	url, token := os.Getenv("ROSTER_URL"), os.Getenv("ROSTER_TOKEN")
	client := must(twona.NewClientWithResponses(url, twona.WithRequestEditorFn(header("access-token", token))))
	profiles := must(docutools.NewClientWithResponses(url, docutools.WithRequestEditorFn(header("Authorization", "Bearer "+token))))

	session := must(client.SessionGetWithResponse(ctx)).JSON200
	expect("session", session != nil && session.User.Email == "owner@example.com", session)

	name := "Straßenbau, Ärzte und 日本"
	create := twona.GroupCreateOrActivate{Name: &name}
	group := must(client.GroupsCreateOrActivateWithResponse(ctx, create)).JSON200
	expect("group", group != nil && group.Name == name, group)

	invited := must(client.InvitationsCreateWithResponse(ctx, twona.InvitationCreate{Name: "Dora Dean", Email: "dora@example.com"}))
	invitations := must(client.InvitationsListWithResponse(ctx)).JSON200
	expect("invite", invited.StatusCode() == 204 && len(*invitations) == 1 && (*invitations)[0].Email == "dora@example.com", invited)

	query := "email:owner*"
	users := must(client.UsersListWithResponse(ctx, &twona.UsersListParams{Q: &query})).JSON200
	expect("users", users != nil && len(*users) == 1 && (*users)[0].Email == "owner@example.com", users)

	id, content := upload(ctx, client)

	downloaded := must(client.FilesDownloadWithResponse(ctx, id, nil))
	file := must(client.FilesGetWithResponse(ctx, id)).JSON200
	expect("download", bytes.Equal(downloaded.Body, content) && file != nil && file.Size == int64(len(content)), file)

	search, size := "owner", int32(5)
	page := must(profiles.UsersListWithResponse(ctx, &docutools.UsersListParams{Search: &search, PageSize: &size})).JSON200
	expect("profiles", page != nil && page.TotalElements == 1 && len(page.Content) == 1, page)
	user := page.Content[0].UserId

	change := docutools.UserUpdate{City: nullable.NewNullableWithValue("Vienna"), Phone: nullable.NewNullableWithValue("+43 1 23")}
	must(profiles.UsersUpdateWithResponse(ctx, user, change))
	updated := must(profiles.UsersUpdateWithResponse(ctx, user, docutools.UserUpdate{Phone: nullable.NewNullNullable[string]()})).JSON200
	expect("update", updated != nil && updated.City.MustGet() == "Vienna" && updated.Phone.IsNull(), updated)

	picture := must(os.ReadFile(filepath.Join(os.Getenv("ROSTER_FILES"), "avatar.png")))
	var form bytes.Buffer
	writer := multipart.NewWriter(&form)
	must(must(writer.CreateFormFile("avatar", "avatar.png")).Write(picture))
	must(0, writer.Close())
	replaced := must(profiles.AvatarsReplaceWithBodyWithResponse(ctx, user, writer.FormDataContentType(), &form))
	original := must(profiles.AvatarsGetOriginalWithResponse(ctx, user, nil))
	expect("avatar", replaced.StatusCode() == 200 && bytes.Equal(original.Body, picture), replaced)

	card := must(profiles.UsersVcardWithResponse(ctx, user))
	expect("vcard", strings.HasPrefix(string(card.Body), "BEGIN:VCARD\r\n"), string(card.Body))

	missing := must(client.UsersGetWithResponse(ctx, "nobody")).ApplicationproblemJSON404
	expect("not-found", missing != nil && missing.Status == 404 && missing.Code == "not_found", missing)
	taken := must(client.GroupsCreateOrActivateWithResponse(ctx, create)).ApplicationproblemJSON409
	expect("conflict", taken != nil && taken.Status == 409 && taken.Code == "name_in_use", taken)
	invalid := must(client.InvitationsCreateWithResponse(ctx, twona.InvitationCreate{Name: "Dora Dean", Email: "dora"})).ApplicationproblemJSON422
	expect("invalid", invalid != nil && invalid.Code == "invalid_body" && *(*invalid.Errors)[0].Pointer == "/email", invalid)
}

func header(name, value string) func(context.Context, *http.Request) error {
	return func(_ context.Context, request *http.Request) error {
		request.Header.Set(name, value)
		return nil
	}
}

func upload(ctx context.Context, client *twona.ClientWithResponses) (string, []byte) {
	const MiB = 1024 * 1024
	content := make([]byte, 6*MiB)
	for index := range content {
		content[index] = byte(index * 7 % 251)
	}
	encode := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	length, metadata := int64(len(content)), "filename "+encode("plan.bin")+",filetype "+encode("image/x-plan")
	created := must(client.UploadsCreateWithResponse(ctx, &twona.UploadsCreateParams{UploadLength: &length, UploadMetadata: &metadata}))
	location := created.HTTPResponse.Header.Get("Location")
	id := location[strings.LastIndex(location, "/")+1:]
	for offset := 0; offset < len(content); offset += 5 * MiB {
		state := must(client.UploadsCheckWithResponse(ctx, id, nil))
		check(state.HTTPResponse.Header.Get("Upload-Offset") == fmt.Sprint(offset), state)
		part := bytes.NewReader(content[offset:min(offset+5*MiB, len(content))])
		params := twona.UploadsAppendParams{UploadOffset: int64(offset)}
		sent := must(client.UploadsAppendWithBodyWithResponse(ctx, id, &params, "application/offset+octet-stream", part))
		check(sent.StatusCode() == 204, sent)
	}
	expect("upload", true, id)
	return id, content
}

func check(holds bool, what any) {
	if !holds {
		panic(fmt.Sprintf("unexpected: %+v", what))
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func expect(step string, holds bool, what any) {
	check(holds, what)
	fmt.Println("ok", step)
}
