package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	_ "image/png"
	"io"
	"net/http"
	"os"
	"path/filepath"
)

func (s *scenario) avatar(ctx context.Context) error {
	client := s.docutools
	id, path := s.profile.UserId, filepath.Join(s.files, "avatar.png")

	// [sample avatar docutools/avatars_replace docutools/avatars_get]
	picture, err := os.Open(path)
	if err != nil {
		return err
	}
	if _, err := client.AvatarsAPI.AvatarsReplace(ctx, id).Avatar(picture).Execute(); err != nil {
		return err
	}

	thumbnail, response, err := client.AvatarsAPI.AvatarsGet(ctx, id).Execute()
	if err != nil {
		return err
	}
	defer os.Remove(thumbnail.Name())
	defer thumbnail.Close()

	// Later: the same again, unless it has changed.
	_, again, err := client.AvatarsAPI.AvatarsGet(ctx, id).IfNoneMatch(response.Header.Get("ETag")).Execute()
	isUnchanged := again != nil && again.StatusCode == http.StatusNotModified
	// [/sample]
	if !isUnchanged {
		return fmt.Errorf("a thumbnail that has not changed is answered %v", err)
	}
	size, kind, err := image.DecodeConfig(thumbnail)
	if err != nil {
		return err
	}
	if kind != "png" || size.Width != 256 || size.Height != 192 {
		return fmt.Errorf("the thumbnail is a %s of %d by %d", kind, size.Width, size.Height)
	}
	return s.originalAvatar(ctx, id, path)
}

func (s *scenario) originalAvatar(ctx context.Context, id, path string) error {
	uploaded, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	client := s.docutools
	// [sample docutools/avatars_get_original]
	file, _, err := client.AvatarsAPI.AvatarsGetOriginal(ctx, id).Execute()
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	original, err := io.ReadAll(file)
	if err != nil {
		return err
	}
	// [/sample]
	if !bytes.Equal(original, uploaded) {
		return fmt.Errorf("the original has %d other bytes", len(original))
	}

	// [sample docutools/avatars_delete]
	if _, err := client.AvatarsAPI.AvatarsDelete(ctx, id).Execute(); err != nil {
		return err
	}
	// [/sample]
	nothing, response, err := client.AvatarsAPI.AvatarsGet(ctx, id).Execute()
	if err != nil {
		return err
	}
	if nothing != nil || response.StatusCode != http.StatusNoContent {
		return fmt.Errorf("a deleted avatar is answered %s", response.Status)
	}
	return nil
}
