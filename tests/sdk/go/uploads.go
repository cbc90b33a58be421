package main

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path"
	"strconv"

	"roster.example/twona/v2"
)

const mebibyte = 1 << 20

// upload is a file that one step sends, and the next one reads.
type upload struct {
	id      string
	content []byte
}

func (s *scenario) uploadInParts(ctx context.Context) error {
	content := make([]byte, 11*mebibyte)
	if _, err := rand.NewChaCha8([32]byte([]byte("eleven mebibytes that all differ"))).Read(content); err != nil {
		return err
	}
	client := s.twona
	// [sample twona/uploads_discover]
	capabilities, err := client.UploadsAPI.UploadsDiscover(ctx).Execute()
	if err != nil {
		return err
	}
	largest, err := strconv.Atoi(capabilities.Header.Get("Tus-Max-Size"))
	// [/sample]
	if err != nil || largest < len(content) {
		return fmt.Errorf("uploads have at most %q bytes", capabilities.Header.Get("Tus-Max-Size"))
	}

	id, err := announce(ctx, client, "site-plan.bin", "application/octet-stream", len(content))
	if err != nil {
		return err
	}
	first := content[:5*mebibyte]
	checksum := sha256.Sum256(first)
	response, err := client.UploadsAPI.UploadsAppend(ctx, id).
		UploadOffset(0).
		UploadChecksum("sha256 " + base64.StdEncoding.EncodeToString(checksum[:])).
		Body(first).
		Execute()
	if err != nil {
		return err
	}
	if reached := response.Header.Get("Upload-Offset"); reached != "5242880" {
		return fmt.Errorf("after the first part, the offset is %q", reached)
	}
	if err := resume(ctx, client, id, content); err != nil {
		return err
	}
	s.upload = upload{id, content}
	return s.terminate(ctx)
}

// [sample upload twona/uploads_create twona/uploads_check twona/uploads_append]
// announce tells the server of a file, and answers the identifier of its upload.
func announce(ctx context.Context, client *twona.APIClient, name, mediaType string, size int) (string, error) {
	encode := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	response, err := client.UploadsAPI.UploadsCreate(ctx).
		UploadLength(int64(size)).
		UploadMetadata("filename " + encode(name) + ",filetype " + encode(mediaType)).
		Execute()
	if err != nil {
		return "", err
	}
	return path.Base(response.Header.Get("Location")), nil
}

// resume sends what the server does not have of an upload yet, as after a broken connection.
func resume(ctx context.Context, client *twona.APIClient, id string, content []byte) error {
	const partSize = 5 << 20
	for {
		state, err := client.UploadsAPI.UploadsCheck(ctx, id).Execute()
		if err != nil {
			return err
		}
		offset, err := strconv.Atoi(state.Header.Get("Upload-Offset"))
		if err != nil || offset == len(content) {
			return err
		}
		part := content[offset:min(offset+partSize, len(content))]
		_, err = client.UploadsAPI.UploadsAppend(ctx, id).UploadOffset(int64(offset)).Body(part).Execute()
		if err != nil {
			return err
		}
	}
}

// [/sample]

func (s *scenario) terminate(ctx context.Context) error {
	id, err := announce(ctx, s.twona, "mistake.txt", "text/plain", 5)
	if err != nil {
		return err
	}
	client := s.twona
	// [sample twona/uploads_terminate]
	if _, err := client.UploadsAPI.UploadsTerminate(ctx, id).Execute(); err != nil {
		return err
	}
	// [/sample]
	// The answer to HEAD has no body, and so no problem document.
	response, err := client.UploadsAPI.UploadsCheck(ctx, id).Execute()
	if response == nil || response.StatusCode != http.StatusNotFound {
		return fmt.Errorf("a terminated upload is answered %v", err)
	}
	var failure *twona.GenericOpenAPIError
	if !errors.As(err, &failure) || failure.Model() != nil {
		return fmt.Errorf("the error is %v", err)
	}
	return nil
}
