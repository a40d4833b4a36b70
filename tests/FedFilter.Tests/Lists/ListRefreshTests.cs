using FedFilter.Policy.Lists;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Tests.Lists;

public sealed class ListRefreshTests : IAsyncLifetime
{
    private ListWorld _world = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _world = await ListWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task a_list_is_unread_until_it_is_fetched_and_then_kept_across_restarts()
    {
        Assert.IsType<ListText.NotYet>(_world.Read());

        await _world.RefreshAsync();

        Assert.Equal((ListWorld.FiveHosts, null), (_world.Found().Text, _world.Found().Trouble));
        Assert.Equal(_world.Time.GetUtcNow(), _world.Found().FetchedAt);
    }

    [Fact]
    public async Task it_is_asked_for_again_when_it_is_due_and_not_before()
    {
        await _world.RefreshAsync();
        _world.Time.Advance(TimeSpan.FromHours(23));
        await _world.RefreshAsync();
        Assert.Single(_world.Asked);

        _world.Time.Advance(TimeSpan.FromHours(1));
        await _world.RefreshAsync();
        Assert.Equal(2, _world.Asked.Count);
    }

    [Fact]
    public async Task a_list_that_did_not_change_is_not_sent_again()
    {
        _world.Answer = context =>
        {
            context.Response.Headers.ETag = "\"v1\"";
            context.Response.Headers.LastModified = "Mon, 23 Nov 2026 00:00:00 GMT";
            if (context.Request.Headers.IfNoneMatch != "\"v1\"")
                return context.Response.WriteAsync(ListWorld.FiveHosts, Cancellation);
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        };
        await _world.RefreshAsync();
        await _world.RefreshADayLaterAsync();

        Assert.Equal("\"v1\"", _world.Asked[1].IfNoneMatch);
        Assert.Equal("Mon, 23 Nov 2026 00:00:00 GMT", _world.Asked[1].IfModifiedSince);
        Assert.Equal((ListWorld.FiveHosts, _world.Time.GetUtcNow()), (_world.Found().Text, _world.Found().FetchedAt!.Value));
    }

    [Fact]
    public async Task a_copy_that_was_changed_by_hand_is_asked_for_without_conditions()
    {
        _world.Answer = context =>
        {
            context.Response.Headers.ETag = "\"v1\"";
            return context.Response.WriteAsync(ListWorld.FiveHosts, Cancellation);
        };
        await _world.RefreshAsync();
        _world.Files.CopyOf(ListWorld.List)!.Write("a.example\n");
        await _world.RefreshADayLaterAsync();

        Assert.Equal(0, _world.Asked[1].IfNoneMatch.Count);
        Assert.Equal(ListWorld.FiveHosts, _world.Found().Text);
    }

    public static TheoryData<string, int, string, string> Useless() => new()
    {
        { "text/plain", 404, "a.example\n", "the host answered 404" },
        { "text/plain", 500, ListWorld.FiveHosts, "the host answered 500" },
        { "text/plain", 204, "", "the host answered 204" },
        { "text/plain", 200, "", "the answer is empty" },
        { "text/plain", 200, "\n \n", "the answer is empty" },
        { "text/html; charset=utf-8", 200, ListWorld.FiveHosts, "it is a web page, not a list" },
        { "text/plain", 200, "<!doctype html><title>This domain is for sale</title>", "it is a web page (or XML), not a list" },
        { "text/plain", 200, "# nothing left\n", "no entry in it counts; if that is right, `fedfilter lists accept blocked`" },
        { "text/plain", 200, "Error: quota exceeded, come back later\n", "nothing in it can be read (1 entry; line 1: `Error: quota exceeded` names no host); if that is right, `fedfilter lists accept blocked`" },
        { "text/plain", 200, "a.example\nb.example\n", "it has 2 entries and had 5; if that is right, `fedfilter lists accept blocked`" },
    };

    [Theory, MemberData(nameof(Useless))]
    public async Task what_is_no_list_or_lost_most_of_it_leaves_the_last_good_copy_in_force_and_says_why(string type, int status, string body, string why)
    {
        await _world.RefreshAsync();
        var fetched = _world.Time.GetUtcNow();
        Answer(type, status, body);

        await _world.RefreshADayLaterAsync();

        Assert.Equal((ListWorld.FiveHosts, fetched, why), (_world.Found().Text, _world.Found().FetchedAt!.Value, _world.Found().Trouble));
    }

    [Fact]
    public async Task a_list_may_lose_up_to_half_of_its_entries()
    {
        await _world.RefreshAsync();
        Answer("text/plain", 200, "a.example\nb.example\nc.example\n");

        await _world.RefreshADayLaterAsync();

        Assert.Equal(("a.example\nb.example\nc.example\n", null), (_world.Found().Text, _world.Found().Trouble));
    }

    [Theory]
    [InlineData("a.example\n")]
    [InlineData("# nobody is left\n")]
    public async Task one_that_may_shrink_may_lose_more(string left)
    {
        await _world.RefreshAsync();
        Answer("text/plain", 200, left);

        await _world.RefreshADayLaterAsync(ListWorld.List with { AcceptShrink = true });

        Assert.Equal(left, _world.Found().Text);
    }

    [Theory]
    [InlineData("text/html", "<p>gone</p>")]
    [InlineData("text/plain", "")]
    public async Task but_no_list_at_all_is_never_taken(string type, string body)
    {
        await _world.RefreshAsync();
        Answer(type, 200, body);

        await _world.RefreshADayLaterAsync(ListWorld.List with { AcceptShrink = true });

        Assert.Equal(ListWorld.FiveHosts, _world.Found().Text);
    }

    [Fact]
    public async Task a_text_that_was_not_taken_is_kept_for_the_admin_until_the_source_is_right_again()
    {
        await _world.RefreshAsync();
        Answer("text/plain", 200, "a.example\n");
        await _world.RefreshADayLaterAsync();

        Assert.Equal((true, "a.example\n"), (_world.Found().AwaitsAdmin, _world.Files.CopyOf(ListWorld.List)!.Rejected()));
        Answer("text/plain", 503, "");
        await _world.RefreshADayLaterAsync();
        Assert.True(_world.Found().AwaitsAdmin);

        Answer("text/plain", 200, ListWorld.FiveHosts);
        await _world.RefreshADayLaterAsync();
        Assert.Equal((false, null), (_world.Found().AwaitsAdmin, _world.Files.CopyOf(ListWorld.List)!.Rejected()));
    }

    [Fact]
    public async Task a_host_that_does_not_answer_is_nothing_for_an_admin_to_decide()
    {
        await _world.RefreshAsync();
        Answer("text/plain", 503, "");
        await _world.RefreshADayLaterAsync();

        Assert.False(_world.Found().AwaitsAdmin);
    }

    [Fact]
    public async Task after_trouble_it_is_asked_for_again_within_the_hour_and_the_trouble_ends()
    {
        await _world.RefreshAsync();
        Answer("text/plain", 503, "");
        await _world.RefreshADayLaterAsync();
        _world.Answer = context => context.Response.WriteAsync(ListWorld.FiveHosts + "f.example\n", Cancellation);
        _world.Time.Advance(TimeSpan.FromMinutes(59));
        await _world.RefreshAsync();
        Assert.Equal("the host answered 503", _world.Found().Trouble);

        _world.Time.Advance(TimeSpan.FromMinutes(1));
        await _world.RefreshAsync();

        Assert.Null(_world.Found().Trouble);
        Assert.EndsWith("f.example\n", _world.Found().Text);
    }

    [Fact]
    public async Task one_that_was_never_read_says_why_and_is_asked_for_every_minute()
    {
        Answer("text/plain", 404, "");
        await _world.RefreshAsync();
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        await _world.RefreshAsync();

        Assert.Equal("the host answered 404", Assert.IsType<ListText.NotYet>(_world.Read()).Why);
        Assert.Equal(2, _world.Asked.Count);
    }

    [Fact]
    public async Task redirects_lead_to_other_hosts_too()
    {
        _world.Answer = context =>
        {
            if (context.Request.Host.Host == "lists.example")
                context.Response.Redirect("http://other.example/moved.txt");
            return context.Request.Host.Host == "lists.example" ? Task.CompletedTask : context.Response.WriteAsync(ListWorld.FiveHosts, Cancellation);
        };

        await _world.RefreshAsync();

        Assert.Equal(ListWorld.FiveHosts, _world.Found().Text);
    }

    [Theory]
    [InlineData("http://inner.example/", "the host has an address that is not public")]
    [InlineData("http://127.0.0.1/", "the address, or one it redirects to, is not https on a named host")]
    [InlineData("http://[::1]/", "the address, or one it redirects to, is not https on a named host")]
    [InlineData("http://unlisted.example/", "the address, or one it redirects to, is not https on a named host")]
    [InlineData("file:///etc/passwd", "the address, or one it redirects to, is not https on a named host")]
    [InlineData("http://lists.example/again", "more than 5 redirects")]
    public async Task each_hop_is_checked_as_the_first_is(string location, string why)
    {
        _world.Answer = context =>
        {
            context.Response.Redirect(location);
            return Task.CompletedTask;
        };

        await _world.RefreshAsync();

        Assert.Equal(why, Assert.IsType<ListText.NotYet>(_world.Read()).Why);
        Assert.True(_world.Asked.Count <= 6);
    }

    [Fact]
    public async Task a_body_without_end_is_not_read_to_its_end()
    {
        _world.Answer = async context =>
        {
            var block = new byte[1024 * 1024];
            Array.Fill(block, (byte)'#');
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
        };

        await _world.RefreshAsync();

        Assert.Equal("the answer is larger than 33554432 octets", Assert.IsType<ListText.NotYet>(_world.Read()).Why);
    }

    [Fact]
    public async Task nobody_can_dribble()
    {
        _world.Answer = async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync("#", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(50, CancellationToken.None);
            }
        };

        await _world.RefreshAsync(deadline: TimeSpan.FromMilliseconds(400));

        Assert.Equal("no whole answer within 0 s", Assert.IsType<ListText.NotYet>(_world.Read()).Why);
    }

    private void Answer(string type, int status, string body) => _world.Answer = context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        return status == 204 ? Task.CompletedTask : context.Response.WriteAsync(body, Cancellation);
    };
}
