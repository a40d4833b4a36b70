using Xunit.Sdk;

namespace FedFilter.Tests.Freeze;

public sealed class ApprovedTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fedfilter-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void a_difference_fails_with_the_lines_that_differ_and_the_place_of_the_received_text()
    {
        var file = Path.Combine(_folder, "surface.txt");
        Approved.Compare(file, "a\nb\nc\nd\n", approves: true);
        Approved.Compare(file, "a\nb\nc\nd\n", approves: false);

        var failure = Assert.ThrowsAny<XunitException>(() => Approved.Compare(file, "a\nB\nnew\nc\n", approves: false)).Message; // d is missing

        Assert.Contains(":\n    2 - b\n    3 + B\n    3 + new\n    4 - d\nThe", failure);
        var written = Path.Combine(AppContext.BaseDirectory, "received", "surface.txt");
        Assert.Contains(written, failure);
        Assert.Equal("a\nB\nnew\nc\n", File.ReadAllText(written));
        Assert.Equal("a\nb\nc\nd\n", File.ReadAllText(file));
    }

    [Fact]
    public void a_surface_that_was_never_approved_fails() =>
        Assert.ThrowsAny<XunitException>(() => Approved.Compare(Path.Combine(_folder, "none.txt"), "a\n", approves: false));
}
