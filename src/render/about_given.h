// What `about` says of what it was given beside a name: the repository and the release archive.

#pragma once

#include <string>

#include "facts/about.h"
#include "render/about_page.h"

namespace halfsecond::render {

void AddCustody(const AboutFacts& facts, AboutPage& page);
void AddArchive(const AboutFacts& facts, AboutPage& page);

// The command that says more of what deserves a second look in what was given; "" when nothing does.
std::string NextOfGiven(const AboutFacts& facts);

}  // namespace halfsecond::render
