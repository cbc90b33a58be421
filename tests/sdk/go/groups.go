package main

import (
	"context"
	"fmt"
	"slices"

	"roster.example/twona/v2"
)

func (s *scenario) createGroup(ctx context.Context, name string) (*twona.Group, error) {
	body := twona.GroupCreateOrActivate{Name: &name}
	group, _, err := s.twona.GroupsAPI.GroupsCreateOrActivate(ctx).GroupCreateOrActivate(body).Execute()
	return group, err
}

func (s *scenario) activateGroup(ctx context.Context, id int64) (*twona.Group, error) {
	body := twona.GroupCreateOrActivate{Id: &id}
	group, _, err := s.twona.GroupsAPI.GroupsCreateOrActivate(ctx).GroupCreateOrActivate(body).Execute()
	return group, err
}

func (s *scenario) groups(ctx context.Context) error {
	group, err := s.createGroup(ctx, "Surveyors")
	if err != nil {
		return err
	}
	change := twona.NewGroupUpdate("Site surveyors")
	if _, _, err := s.twona.GroupsAPI.GroupsUpdate(ctx, group.Id).GroupUpdate(*change).Execute(); err != nil {
		return err
	}
	read, _, err := s.twona.GroupsAPI.GroupsGet(ctx, group.Id).Execute()
	if err != nil {
		return err
	}
	if !group.Active || read.Name != "Site surveyors" || !read.Active {
		return fmt.Errorf("created %+v, read %+v", *group, *read)
	}

	if _, err := s.twona.GroupsAPI.GroupsDeactivate(ctx, group.Id).Execute(); err != nil {
		return err
	}
	deactivated, _, err := s.twona.GroupsAPI.GroupsList(ctx).Deleted(true).Execute()
	if err != nil {
		return err
	}
	if len(deactivated) != 1 || deactivated[0].Id != group.Id {
		return fmt.Errorf("the deactivated groups are %+v", deactivated)
	}
	activated, err := s.activateGroup(ctx, group.Id)
	if err != nil {
		return err
	}
	if activated.Id != group.Id || activated.Name != "Site surveyors" || !activated.Active {
		return fmt.Errorf("activated %+v", *activated)
	}
	return s.groupMembers(ctx, group.Id)
}

func (s *scenario) groupMembers(ctx context.Context, group int64) error {
	member := twona.NewGroupMember(s.newcomer.Id)
	added, _, err := s.twona.GroupsAPI.GroupsUsersAdd(ctx, group).GroupMember(*member).Execute()
	if err != nil {
		return err
	}
	members, _, err := s.twona.GroupsAPI.GroupsUsersList(ctx, group).Execute()
	if err != nil {
		return err
	}
	isNewcomer := func(user twona.User) bool { return user.Id == s.newcomer.Id }
	if !isNewcomer(*added) || len(members) != 1 || !slices.ContainsFunc(members, isNewcomer) {
		return fmt.Errorf("added %+v, members are %+v", *added, members)
	}
	if _, err := s.twona.GroupsAPI.GroupsUsersRemove(ctx, group, s.newcomer.Id).Execute(); err != nil {
		return err
	}
	members, _, err = s.twona.GroupsAPI.GroupsUsersList(ctx, group).Execute()
	if err != nil {
		return err
	}
	if len(members) != 0 {
		return fmt.Errorf("after the removal, members are %+v", members)
	}
	return nil
}
