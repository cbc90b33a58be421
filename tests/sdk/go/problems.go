package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"roster.example/docutools/v2"
	"roster.example/twona/v2"
)

// [sample problem]
// problemOf answers what the server says of a call that failed; none where no server answered.
func problemOf(err error) *twona.Problem {
	var failure *twona.GenericOpenAPIError
	if errors.As(err, &failure) {
		if problem, ok := failure.Model().(twona.Problem); ok {
			return &problem
		}
	}
	return nil
}

// [/sample]

func (s *scenario) problems(ctx context.Context) error {
	_, _, err := s.twona.SessionAPI.SessionGet(withToken(ctx, "not-a-token")).Execute()
	if err := expect(err, 401, "unauthorized"); err != nil {
		return err
	}
	_, err = s.createGroup(s.member, "Mutineers")
	if err := expect(err, 403, "forbidden"); err != nil {
		return err
	}
	_, _, err = s.twona.UsersAPI.UsersGet(ctx, "nobody").Execute()
	if err := expect(err, 404, "not_found"); err != nil {
		return err
	}
	_, err = s.createGroup(ctx, "Programmers")
	if err := expect(err, 409, "name_in_use"); err != nil {
		return err
	}
	_, err = s.createGroup(ctx, "")
	if err := expect(err, 422, "invalid_body", "/name", "/name"); err != nil {
		return err
	}
	nowhere := twona.NewInvitationCreate("Nobody", "nowhere")
	_, err = s.twona.InvitationsAPI.InvitationsCreate(ctx).InvitationCreate(*nowhere).Execute()
	if err := expect(err, 422, "invalid_body", "/email"); err != nil {
		return err
	}

	// docutools answers input at fault with 400.
	faulty := docutools.NewUserUpdate()
	faulty.SetSettings(docutools.UserUpdateSettings{Language: docutools.PtrString("german")})
	_, _, err = s.docutools.UsersAPI.UsersUpdate(ctx, s.profile.UserId).UserUpdate(*faulty).Execute()
	var failure *docutools.GenericOpenAPIError
	if !errors.As(err, &failure) {
		return fmt.Errorf("answered %v", err)
	}
	problem, ok := failure.Model().(docutools.Problem)
	if !ok || problem.Status != 400 || len(problem.Errors) != 1 || problem.Errors[0].GetPointer() != "/settings/language" {
		return fmt.Errorf("the problem is %+v", problem)
	}
	return nil
}

// expect checks that a call failed as it should; the pointers are those of the faults in its body.
func expect(err error, status int32, code string, pointers ...string) error {
	problem := problemOf(err)
	if problem == nil {
		return fmt.Errorf("expected %d, got %v", status, err)
	}
	if problem.Status != status || problem.Code != code || problem.Title == "" || problem.Detail == "" {
		return fmt.Errorf("expected %d %s, got %+v", status, code, *problem)
	}
	var found []string
	for _, fault := range problem.Errors {
		if fault.Detail == "" {
			return fmt.Errorf("a fault without a detail: %+v", fault)
		}
		found = append(found, fault.GetPointer())
	}
	if !slices.Equal(found, pointers) {
		return fmt.Errorf("expected faults at %q, got %q", pointers, found)
	}
	return nil
}
