package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"

	"roster.example/twona/v2"
)

func (s *scenario) search(ctx context.Context) error {
	client := s.twona
	// [sample search]
	users, _, err := client.UsersAPI.UsersList(ctx).
		Q("email:member*|name:*hopper").
		SortBy("-date_created").
		Execute()
	// [/sample]
	if err != nil {
		return err
	}
	if len(users) != 2 || users[0].Email != newcomerEmail || users[1].Email != "member@example.com" {
		return fmt.Errorf("found %+v", users)
	}

	id, err := announce(ctx, client, "notes.txt", "text/plain", 5)
	if err != nil {
		return err
	}
	if _, err := client.UploadsAPI.UploadsAppend(ctx, id).UploadOffset(0).Body([]byte("notes")).Execute(); err != nil {
		return err
	}
	stored, err := s.setMetadata(ctx, id, map[string]any{
		"owner":    "diego",
		"revision": 16777217,
		"approved": true,
	})
	if err != nil {
		return err
	}
	// [sample twona/files_list]
	found, _, err := client.FilesAPI.FilesList(ctx).Q("owner:DIEGO+revision:>3").SortBy("owner,-date").Page(1).Execute()
	if err != nil {
		return err
	}
	// [/sample]
	if len(found) != 1 || found[0].Id != stored.Id || found[0].Name != "notes.txt" {
		return fmt.Errorf("found %+v, and not %s", found, stored.Id)
	}
	metadata := found[0].Metadata
	if metadata["revision"] != float64(16777217) || metadata["approved"] != true {
		return fmt.Errorf("its metadata are %+v", metadata)
	}
	return nil
}

// setMetadata makes a file persistent. The answer is a redirection to it, which net/http follows with a GET.
func (s *scenario) setMetadata(ctx context.Context, id string, metadata map[string]any) (*twona.StoredFile, error) {
	client := s.twona
	// [sample twona/files_set_metadata]
	body := twona.NewFileMetadata(metadata)
	file, _, err := client.FilesAPI.FilesSetMetadata(ctx, id).FileMetadata(*body).Execute()
	// [/sample]
	return file, err
}

func (s *scenario) download(ctx context.Context) error {
	title := "Site plan"
	persistent, err := s.setMetadata(ctx, s.upload.id, map[string]any{"title": title})
	if err != nil {
		return err
	}
	client, id := s.twona, persistent.Id
	// [sample twona/files_get]
	file, _, err := client.FilesAPI.FilesGet(ctx, id).Execute()
	if err != nil {
		return err
	}
	// [/sample]
	if file.Id == s.upload.id || int(file.Size) != len(s.upload.content) || file.Metadata["title"] != title {
		return fmt.Errorf("the file is %+v", *file)
	}
	// Once it is persistent, there is no redirection any more.
	_, response, err := client.FilesAPI.FilesSetMetadata(ctx, id).
		FileMetadata(*twona.NewFileMetadata(map[string]any{"title": title})).
		Execute()
	if err != nil {
		return err
	}
	if response.Request.Method != http.MethodPut {
		return fmt.Errorf("metadata of a persistent file end in a %s", response.Request.Method)
	}

	// [sample twona/files_download]
	content, response, err := client.FilesAPI.FilesDownload(ctx, id).Execute()
	if err != nil {
		return err
	}
	entityTag := response.Header.Get("ETag")
	// [/sample]
	if !bytes.Equal(content, s.upload.content) {
		return fmt.Errorf("downloaded %d other bytes", len(content))
	}
	return s.downloadAgain(ctx, id, entityTag)
}

// downloadAgain asks for a part of a file, and for the whole where it has changed.
func (s *scenario) downloadAgain(ctx context.Context, id, entityTag string) error {
	part, response, err := s.twona.FilesAPI.FilesDownload(ctx, id).ByteRange("bytes=1048576-1048585").Execute()
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusPartialContent || !slices.Equal(part, s.upload.content[mebibyte:mebibyte+10]) {
		return fmt.Errorf("a range is answered %s with %d bytes", response.Status, len(part))
	}
	_, response, err = s.twona.FilesAPI.FilesDownload(ctx, id).IfNoneMatch(entityTag).Execute()
	if response == nil || response.StatusCode != http.StatusNotModified {
		return fmt.Errorf("what has not changed is answered %v", err)
	}
	rest, err := io.ReadAll(response.Body)
	if err != nil || len(rest) != 0 {
		return fmt.Errorf("what has not changed is answered with %d bytes: %v", len(rest), err)
	}
	return nil
}
