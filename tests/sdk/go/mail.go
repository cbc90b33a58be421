package main

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"
)

var invitationLink = regexp.MustCompile(`https?://\S+/invitations/\S+`)

// invitationLink answers the link in the newest mail to an address, which is written after the invitation is answered.
func (s *scenario) invitationLink(email string) (string, error) {
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		paths, err := filepath.Glob(filepath.Join(s.outbox, "*.eml"))
		if err != nil {
			return "", err
		}
		slices.Sort(paths)
		slices.Reverse(paths)
		for _, path := range paths {
			text, err := plainText(path, email)
			if err != nil {
				return "", fmt.Errorf("%s: %w", path, err)
			}
			if link := invitationLink.FindString(text); link != "" {
				return link, nil
			}
		}
	}
	return "", fmt.Errorf("no mail with a link for %s in %s", email, s.outbox)
}

// plainText answers the text of a mail to an address, and nothing of a mail to somebody else.
func plainText(path, email string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	message, err := mail.ReadMessage(file)
	if err != nil {
		return "", err
	}
	recipient, err := mail.ParseAddress(message.Header.Get("To"))
	if err != nil || recipient.Address != email {
		return "", err
	}
	mediaType, parameters, err := mime.ParseMediaType(message.Header.Get("Content-Type"))
	if err != nil {
		return "", err
	}
	if mediaType == "text/plain" {
		return decoded(message.Body, message.Header.Get("Content-Transfer-Encoding"))
	}
	parts := multipart.NewReader(message.Body, parameters["boundary"])
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return "", nil
		}
		if err != nil {
			return "", err
		}
		if mediaType, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type")); mediaType == "text/plain" {
			return decoded(part, part.Header.Get("Content-Transfer-Encoding"))
		}
	}
}

func decoded(body io.Reader, encoding string) (string, error) {
	if encoding == "quoted-printable" {
		body = quotedprintable.NewReader(body)
	}
	text, err := io.ReadAll(body)
	return string(text), err
}
