// What README.md lists, with what ogen makes.
package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	ht "github.com/ogen-go/ogen/http"
	"github.com/ogen-go/ogen/ogenerrors"

	"scenario/docutools"
	"scenario/twona"
)

type credential struct{ token string }

func (c credential) AccessToken(context.Context, twona.OperationName) (twona.AccessToken, error) {
	return twona.AccessToken{APIKey: c.token}, nil
}

func (c credential) SessionCookie(context.Context, twona.OperationName) (twona.SessionCookie, error) {
	return twona.SessionCookie{}, ogenerrors.ErrSkipClientSecurity
}

func (c credential) BearerAuth(context.Context, docutools.OperationName) (docutools.BearerAuth, error) {
	return docutools.BearerAuth{Token: c.token}, nil
}

func main() {
	ctx := context.Background()
	url, source := os.Getenv("ROSTER_URL"), credential{os.Getenv("ROSTER_TOKEN")}
	client := must(twona.NewClient(url, source))
	profiles := must(docutools.NewClient(url, source))

	session := answer[*twona.Session](client.SessionGet(ctx))
	expect("session", session.User.Email == "owner@example.com", session)

	create := &twona.GroupCreateOrActivate{Name: twona.NewOptString("Straßenbau, Ärzte und 日本")}
	group := answer[*twona.Group](client.GroupsCreateOrActivate(ctx, create))
	expect("group", group.Name == create.Name.Value, group)

	answer[*twona.InvitationsCreateNoContent](client.InvitationsCreate(ctx, &twona.InvitationCreate{Name: "Dora Dean", Email: "dora@example.com"}))
	invitations := *answer[*twona.InvitationsListOKApplicationJSON](client.InvitationsList(ctx))
	expect("invite", len(invitations) == 1 && invitations[0].Email == "dora@example.com", invitations)

	users := answer[*twona.UsersListOKHeaders](client.UsersList(ctx, twona.UsersListParams{Q: twona.NewOptString("email:owner*")}))
	expect("users", len(users.Response) == 1 && users.Response[0].Email == "owner@example.com", users)

	id, content := upload(ctx, client)

	downloaded := answer[*twona.FilesDownloadOKHeaders](client.FilesDownload(ctx, twona.FilesDownloadParams{FileID: id}))
	file := answer[*twona.StoredFileHeaders](client.FilesGet(ctx, twona.FilesGetParams{FileID: id}))
	same := bytes.Equal(must(io.ReadAll(downloaded.Response)), content)
	expect("download", same && file.Response.Size == int64(len(content)), file)

	page := answer[*docutools.UserPage](profiles.UsersList(ctx, docutools.UsersListParams{Search: docutools.NewOptString("owner"), PageSize: docutools.NewOptInt32(5)}))
	expect("profiles", page.TotalElements == 1 && len(page.Content) == 1, page)
	user := page.Content[0].UserId

	params := docutools.UsersUpdateParams{UserId: user}
	change := docutools.UserUpdate{City: docutools.NewOptNilString("Vienna"), Phone: docutools.NewOptNilString("+43 1 23")}
	answer[*docutools.User](profiles.UsersUpdate(ctx, &change, params))
	change = docutools.UserUpdate{}
	change.Phone.SetToNull()
	updated := answer[*docutools.User](profiles.UsersUpdate(ctx, &change, params))
	expect("update", updated.City.Value == "Vienna" && updated.Phone.IsNull(), updated)

	picture := must(os.ReadFile(filepath.Join(os.Getenv("ROSTER_FILES"), "avatar.png")))
	form := docutools.AvatarUploadMultipart{Avatar: ht.MultipartFile{Name: "avatar.png", File: bytes.NewReader(picture)}}
	answer[*docutools.AvatarsReplaceOK](profiles.AvatarsReplace(ctx, &form, docutools.AvatarsReplaceParams{UserId: user}))
	original := answer[*docutools.AvatarsGetOriginalOKImagePNGHeaders](profiles.AvatarsGetOriginal(ctx, docutools.AvatarsGetOriginalParams{UserId: user}))
	expect("avatar", bytes.Equal(must(io.ReadAll(original.Response)), picture), original)

	card := answer[*docutools.UsersVcardOKHeaders](profiles.UsersVcard(ctx, docutools.UsersVcardParams{UserId: user}))
	text := string(must(io.ReadAll(card.Response)))
	expect("vcard", strings.HasPrefix(text, "BEGIN:VCARD\r\n"), text)

	missing := answer[*twona.UsersGetNotFound](client.UsersGet(ctx, twona.UsersGetParams{UserID: "nobody"}))
	expect("not-found", missing.Status == 404 && missing.Code == "not_found", missing)
	taken := answer[*twona.GroupsCreateOrActivateConflict](client.GroupsCreateOrActivate(ctx, create))
	expect("conflict", taken.Status == 409 && taken.Code == "name_in_use", taken)
	invalid := answer[*twona.InvitationsCreateUnprocessableEntity](client.InvitationsCreate(ctx, &twona.InvitationCreate{Name: "Dora Dean", Email: "dora"}))
	expect("invalid", invalid.Code == "invalid_body" && invalid.Errors[0].Pointer.Value == "/email", invalid)
}

func upload(ctx context.Context, client *twona.Client) (string, []byte) {
	const MiB = 1024 * 1024
	content := make([]byte, 6*MiB)
	for index := range content {
		content[index] = byte(index * 7 % 251)
	}
	encode := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	created := answer[*twona.UploadsCreateCreated](client.UploadsCreate(ctx, twona.UploadsCreateParams{
		UploadLength:   twona.NewOptInt64(int64(len(content))),
		UploadMetadata: twona.NewOptString("filename " + encode("plan.bin") + ",filetype " + encode("image/x-plan")),
	}))
	id := created.Location[strings.LastIndex(created.Location, "/")+1:]
	for offset := 0; offset < len(content); offset += 5 * MiB {
		state := answer[*twona.UploadsCheckOK](client.UploadsCheck(ctx, twona.UploadsCheckParams{FileID: id}))
		must(0, check(state.UploadOffset == int64(offset), state))
		part := twona.UploadsAppendReq{Data: bytes.NewReader(content[offset:min(offset+5*MiB, len(content))])}
		answer[*twona.UploadsAppendNoContent](client.UploadsAppend(ctx, part, twona.UploadsAppendParams{FileID: id, UploadOffset: int64(offset)}))
	}
	expect("upload", true, id)
	return id, content
}

// answer gives back the one answer that is expected.
func answer[T any](got any, err error) T {
	expected, is := got.(T)
	must(0, err)
	must(0, check(is, got))
	return expected
}

func check(holds bool, what any) error {
	if holds {
		return nil
	}
	return fmt.Errorf("unexpected: %T %+v", what, what)
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func expect(step string, holds bool, what any) {
	must(0, check(holds, what))
	fmt.Println("ok", step)
}
